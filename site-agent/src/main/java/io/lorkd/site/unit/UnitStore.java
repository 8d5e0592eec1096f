package io.lorkd.site.unit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lorkd.protocol.InvalidConfigurationException;
import io.lorkd.site.folder.DurableFiles;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The units on disk. The file {@code promoted} names the folder of the unit that counts, so a promotion is one rename of
 * a small file: all regions of the site come with it or none, whenever the power fails. A unit is written into a folder
 * of its own, {@code round-<round>-attempt-<attempt>}, and counts for nothing until then.
 *
 * <p>Not safe for use by several threads at once; the agent asks for one thing at a time. Reads and writes files: not for
 * an event loop.
 */
public final class UnitStore {
    private static final String POINTER = "promoted";
    private static final String PROVENANCE = "provenance.json";
    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES);

    /** A unit that is whole on disk. */
    public record Unit(Path folder, Provenance provenance) {}

    private final Path root;
    private Optional<Unit> promoted;

    private UnitStore(Path root, Optional<Unit> promoted) {
        this.root = root;
        this.promoted = promoted;
    }

    /**
     * Opens the store for a run. Units of other runs do not fit it and are removed, and so are candidates that an earlier
     * process left behind, but for one.
     *
     * @param held the name of a candidate that may still be promoted
     * @throws InvalidConfigurationException if the promoted unit is damaged
     */
    public static UnitStore open(Path root, String run, Optional<String> held) throws IOException {
        Optional<Unit> promoted =
                read(root).filter(unit -> unit.provenance().run().equals(run));
        if (promoted.isEmpty()) {
            DurableFiles.remove(root.resolve(POINTER));
        }
        UnitStore store = new UnitStore(root, promoted);
        store.sweep(held);
        return store;
    }

    /**
     * The unit that counts in a store that somebody else has open; it may be replaced at any moment.
     *
     * @throws InvalidConfigurationException if it is damaged
     */
    public static Optional<Unit> promotedIn(Path root) throws IOException {
        return read(root);
    }

    private static Optional<Unit> read(Path root) throws IOException {
        Path pointer = root.resolve(POINTER);
        if (!Files.exists(pointer)) {
            return Optional.empty();
        }
        Path folder = root.resolve(Files.readString(pointer).strip());
        try {
            return Optional.of(read(root, folder)
                    .orElseThrow(() -> damaged(pointer, "names " + folder + ", where there is no unit", null)));
        } catch (JsonProcessingException e) {
            throw damaged(folder.resolve(PROVENANCE), "cannot be read: " + e.getOriginalMessage(), e);
        }
    }

    private static Optional<Unit> read(Path root, Path folder) throws IOException {
        Path provenance = folder.resolve(PROVENANCE);
        boolean isThere = folder.normalize().startsWith(root.normalize()) && Files.exists(provenance);
        return isThere
                ? Optional.of(new Unit(folder, JSON.readValue(Files.readString(provenance), Provenance.class)))
                : Optional.empty();
    }

    private static InvalidConfigurationException damaged(Path file, String found, Exception cause) {
        return new InvalidConfigurationException(
                file + " " + found + "; restore the state folder from a backup, or empty its units folder to begin the"
                        + " site's experts anew",
                cause);
    }

    /** The unit that counts; none before the first promotion, when training begins from the seed. */
    public Optional<Unit> promoted() {
        return promoted;
    }

    /** A candidate that is sealed; one that cannot be read is as good as none. */
    public Optional<Unit> find(String name) throws IOException {
        try {
            return read(root, root.resolve(name));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    /** Makes an empty folder for what an attempt trains; what an earlier try left there is removed. */
    public Path candidate(int round, int attempt) throws IOException {
        Path folder = root.resolve("round-" + round + "-attempt-" + attempt);
        if (promoted.filter(unit -> unit.folder().equals(folder)).isPresent()) {
            throw new IllegalStateException("round " + round + ", attempt " + attempt + " is promoted already");
        }
        DurableFiles.remove(folder);
        return Files.createDirectory(folder);
    }

    /** Completes a candidate: its provenance is written, and all of it forced to the disk. */
    public Unit seal(Path candidate, Provenance provenance) throws IOException {
        DurableFiles.write(candidate.resolve(PROVENANCE), JSON.writeValueAsString(provenance));
        DurableFiles.forceTree(candidate);
        return new Unit(candidate, provenance);
    }

    /** Makes a sealed candidate the unit that counts, in one step; then removes all others. Promoting twice is well. */
    public void promote(Unit candidate) throws IOException {
        DurableFiles.write(
                root.resolve(POINTER), candidate.folder().getFileName().toString());
        promoted = Optional.of(candidate);
        sweep();
    }

    /** Removes a candidate. */
    public void discard(Path candidate) throws IOException {
        if (promoted.filter(unit -> unit.folder().equals(candidate)).isEmpty()) {
            DurableFiles.remove(candidate);
        }
    }

    /** Removes every unit but the one that counts. */
    public void sweep() throws IOException {
        sweep(Optional.empty());
    }

    private void sweep(Optional<String> held) throws IOException {
        for (Path entry : DurableFiles.list(root)) {
            String name = entry.getFileName().toString();
            boolean counts =
                    promoted.filter(unit -> unit.folder().equals(entry)).isPresent()
                            || (promoted.isPresent() && name.equals(POINTER))
                            || held.filter(name::equals).isPresent();
            if (!counts) {
                DurableFiles.remove(entry);
            }
        }
    }
}
