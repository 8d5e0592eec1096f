package io.lorkd.site.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lorkd.protocol.message.MalformedMessageException;
import io.lorkd.protocol.message.MessageCodec;
import io.lorkd.protocol.message.SchemaException;
import io.lorkd.protocol.message.ToSite.RoundOffer;
import io.lorkd.site.crash.SiteCrashPoint;
import io.lorkd.site.folder.DurableFiles;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Checkpoints on disk: {@code step-<n>/} with the tensors and {@code checkpoint.json}. One is written into {@code writing/}
 * and renamed when all of it is on disk; then the one before is removed. Reads and writes files: not for an event loop.
 */
public final class CheckpointStore {
    private static final Logger LOG = LoggerFactory.getLogger(CheckpointStore.class);
    private static final String PREFIX = "step-";
    private static final String FILE = "checkpoint.json";
    private static final String WORK = "work";
    private static final ObjectMapper JSON = new ObjectMapper();

    /** A checkpoint that is whole on disk. */
    public record Stored(Checkpoint checkpoint, Path folder) {}

    private final Path folder;

    public CheckpointStore(Path folder) {
        this.folder = folder;
    }

    /**
     * Writes a checkpoint; those before it are removed then.
     *
     * @param tensors writes what belongs to it into the folder it is given, which does not exist yet
     */
    public void write(Checkpoint checkpoint, Consumer<Path> tensors) throws IOException {
        Path aside = folder.resolve("writing");
        Path place = folder.resolve(PREFIX + checkpoint.step());
        DurableFiles.remove(aside);
        Files.createDirectories(folder);
        try {
            tensors.accept(aside);
            DurableFiles.write(aside.resolve(FILE), encode(checkpoint));
            DurableFiles.forceTree(aside);
            SiteCrashPoint.CHECKPOINT_WRITTEN.reached();
            DurableFiles.remove(place);
            DurableFiles.move(aside, place);
        } finally {
            DurableFiles.remove(aside); // where the disk is full, half a checkpoint is in the way
        }
        SiteCrashPoint.CHECKPOINT_RENAMED.reached();
        for (Path entry : DurableFiles.list(folder)) {
            if (!entry.equals(place)) {
                DurableFiles.remove(entry);
            }
        }
        SiteCrashPoint.CHECKPOINT_KEPT.reached();
    }

    /**
     * The checkpoints of this work, the furthest first. All others are removed, and so is what cannot be read, with a
     * warning: the work begins from its start then, with the same result.
     *
     * @param from samples taken from the site's stream before the round
     */
    public List<Stored> of(RoundOffer work, long from) throws IOException {
        return retain(stored -> stored.checkpoint().isOf(work, from)).stream()
                .sorted(Comparator.comparingInt(
                                (Stored each) -> each.checkpoint().step())
                        .reversed())
                .toList();
    }

    private List<Stored> retain(Predicate<Stored> wanted) throws IOException {
        List<Stored> found = new ArrayList<>();
        for (Path entry : Files.isDirectory(folder) ? DurableFiles.list(folder) : List.<Path>of()) {
            Optional<Stored> stored = read(entry).filter(wanted);
            if (stored.isPresent()) {
                found.add(stored.get());
            } else {
                DurableFiles.remove(entry);
            }
        }
        return found;
    }

    private static Optional<Stored> read(Path entry) throws IOException {
        if (!entry.getFileName().toString().startsWith(PREFIX)) {
            return Optional.empty(); // one that was being written when the process ended
        }
        try {
            return Optional.of(new Stored(decode(Files.readString(entry.resolve(FILE))), entry));
        } catch (IOException | IllegalArgumentException | MalformedMessageException | SchemaException e) {
            LOG.warn("the checkpoint {} cannot be read and is not used: {}", entry, e.getMessage());
            return Optional.empty();
        }
    }

    /** Removes what is of another run, or was being written when the last process ended. */
    public void sweep(String run) throws IOException {
        retain(stored -> stored.checkpoint().work().run().equals(run));
    }

    /** Removes all checkpoints. */
    public void clear() throws IOException {
        DurableFiles.remove(folder);
    }

    private static String encode(Checkpoint checkpoint) throws JsonProcessingException {
        ObjectNode json = JSON.createObjectNode();
        json.set(WORK, JSON.readTree(MessageCodec.encode(checkpoint.work())));
        json.put("from", checkpoint.from());
        json.put("step", checkpoint.step());
        json.put("position", checkpoint.position());
        json.set("samples", JSON.valueToTree(checkpoint.samples()));
        json.set("losses", JSON.valueToTree(checkpoint.losses()));
        json.set("scores", JSON.valueToTree(checkpoint.scores()));
        return JSON.writeValueAsString(json);
    }

    private static Checkpoint decode(String text) throws JsonProcessingException {
        JsonNode json = JSON.readTree(text);
        if (!(MessageCodec.toSite(json.path(WORK).toString()) instanceof RoundOffer work)) {
            throw new IllegalArgumentException("its work is not an offer");
        }
        return new Checkpoint(
                work,
                json.path("from").asLong(-1),
                json.path("step").asInt(-1),
                json.path("position").asLong(-1),
                numbers(json.path("samples")).map(JsonNode::asLong).toList(),
                numbers(json.path("losses")).map(JsonNode::asDouble).toList(),
                numbers(json.path("scores")).map(JsonNode::asDouble).toList());
    }

    /** Text among them is one of those that are no JSON numbers, such as "NaN". */
    private static Stream<JsonNode> numbers(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false);
    }
}
