package io.lorkd.coordinator.run;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import io.lorkd.coordinator.crash.CoordinatorCrashPoint;
import io.lorkd.protocol.message.ToCoordinator.SiteReport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.DSYNC;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

/**
 * How a run ended.
 *
 * @param reason why it failed, was stopped or was left open; for a finished run, what is missing in it, or empty
 * @param rounds committed rounds
 * @param backboneSha256 the last committed backbone, in lower-case hex
 * @param backbone where it lies
 * @param parameters its parameters, running statistics not counted
 * @param bytes what went over the wire in tensor files
 * @param ranks the rank of each region; empty before they are decided
 * @param reports what the sites reported at the end, by site id
 */
public record RunOutcome(
        String run,
        State state,
        String reason,
        int rounds,
        String backboneSha256,
        Path backbone,
        long parameters,
        Bytes bytes,
        Map<String, Integer> ranks,
        List<SiteReport> reports) {

    private static final ObjectMapper JSON = new ObjectMapper().registerModule(new Jdk8Module());

    /** The file in the state folder that an ended run's outcome is written to, as JSON. */
    public static final String FILE = "outcome.json";

    public enum State {
        FINISHED,
        FAILED,
        /** An operator ended it. */
        STOPPED,
        /** It has not ended, but the process that coordinated it has; another one on the same folder goes on with it. */
        OPEN
    }

    /**
     * @param down bytes of tensor files that the coordinator served
     * @param up bytes of tensor files that it pulled from sites
     * @param foreign those of them that were no encoding of a backbone's tensors; every such file was refused
     */
    public record Bytes(long down, long up, long foreign) {}

    public RunOutcome {
        ranks = Map.copyOf(ranks);
        reports = List.copyOf(reports);
    }

    public boolean finished() {
        return state == State.FINISHED;
    }

    /** Writes it as JSON: whole and on disk, or not at all. */
    public void write(Path file) {
        Path aside = file.resolveSibling(file.getFileName() + ".tmp");
        CoordinatorCrashPoint.WRITING_OUTCOME.reached();
        try {
            Files.write(aside, JSON.writeValueAsBytes(this), CREATE, TRUNCATE_EXISTING, WRITE, DSYNC);
            Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE);
            CoordinatorCrashPoint.OUTCOME_WRITTEN.reached();
        } catch (IOException e) {
            throw new UncheckedIOException("The run's outcome could not be written to " + file, e);
        }
    }

    /** @param file as {@link #write} left it */
    public static RunOutcome read(Path file) {
        try {
            return JSON.readValue(file.toFile(), RunOutcome.class);
        } catch (IOException e) {
            throw new UncheckedIOException("The run's outcome could not be read from " + file, e);
        }
    }
}
