package io.lorkd.site.policy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.lorkd.protocol.InvalidConfigurationException;
import io.lorkd.protocol.plan.Plan;
import io.lorkd.protocol.plan.PlanReader;
import io.lorkd.site.folder.DurableFiles;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;

/**
 * Which plans the hospital was asked about, and which it accepted: a folder with {@code waiting.json}, and a file for each
 * plan that was accepted, {@code <digest>.json}, which says by whom and when. A plan that differs in anything has another
 * digest, so it is asked about again. Whoever accepts writes one whole file, so an agent, a console and a command may use the
 * folder together. Reads and writes files: not for an event loop.
 */
public final class Approvals {
    /** The folder's name in the state folder. */
    public static final String FOLDER = "approvals";

    private static final String WAITING = "waiting.json";
    private static final int LONGEST_NAME = 100;
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private final Path folder;
    private final Clock clock;

    /** @param state the state folder */
    public Approvals(Path state, Clock clock) {
        this.folder = state.resolve(FOLDER);
        this.clock = clock;
    }

    /**
     * A plan that waits to be accepted.
     *
     * @param digest by {@link PlanDigest}
     * @param since an instant
     * @param plan in full, as YAML
     */
    public record Waiting(String run, String digest, String name, String since, String plan) {}

    /** @param at an instant */
    private record Accepted(String run, String digest, String name, String by, String at, String plan) {}

    /** Whether a person has accepted just this plan. */
    public boolean isAccepted(Plan plan) {
        return Files.isRegularFile(accepted(PlanDigest.of(plan)));
    }

    private Path accepted(String digest) {
        return folder.resolve(digest + ".json");
    }

    /** Has a plan wait to be accepted, in place of any that waited before. */
    public void ask(String run, Plan plan) throws IOException {
        String digest = PlanDigest.of(plan);
        if (waiting()
                .filter(now -> now.digest().equals(digest) && now.run().equals(run))
                .isPresent()) {
            return;
        }
        Files.createDirectories(folder);
        write(
                folder.resolve(WAITING),
                new Waiting(run, digest, plan.name(), clock.instant().toString(), PlanReader.write(plan)));
    }

    /** The plan that waits, if one does. */
    public Optional<Waiting> waiting() throws IOException {
        Path file = folder.resolve(WAITING);
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(JSON.readValue(Files.readString(file), Waiting.class));
        } catch (JsonProcessingException e) {
            throw new InvalidConfigurationException(
                    file + " cannot be read: " + e.getOriginalMessage()
                            + "; remove it, and the agent asks about the plan again",
                    e);
        }
    }

    /** Nothing waits any more. */
    public void settle() throws IOException {
        Files.deleteIfExists(folder.resolve(WAITING));
    }

    /**
     * Accepts the plan that waits.
     *
     * @param digest of the plan that was looked at, or how it begins (8 digits at least)
     * @param by who accepts, for the record
     * @throws InvalidConfigurationException if another plan waits, or none
     */
    public void accept(String digest, String by) throws IOException {
        Waiting waiting = waiting()
                .orElseThrow(
                        () -> new InvalidConfigurationException(
                                "no plan waits to be accepted here; one does once the agent has heard of it from its coordinator"));
        if (digest.length() < 8 || !waiting.digest().startsWith(digest)) {
            throw new InvalidConfigurationException(
                    "plan: found the digest '" + digest + "', and the plan that waits is " + waiting.digest()
                            + "; look at it again: it may have been changed meanwhile");
        }
        if (by.isBlank() || by.length() > LONGEST_NAME || by.codePoints().anyMatch(Character::isISOControl)) {
            throw new InvalidConfigurationException(
                    "by: found no name that can be written down; expected 1 to " + LONGEST_NAME + " characters");
        }
        write(
                accepted(waiting.digest()),
                new Accepted(
                        waiting.run(),
                        waiting.digest(),
                        waiting.name(),
                        by.strip(),
                        clock.instant().toString(),
                        waiting.plan()));
    }

    private static void write(Path file, Object content) throws IOException {
        DurableFiles.write(file, JSON.writeValueAsString(content) + "\n");
    }
}
