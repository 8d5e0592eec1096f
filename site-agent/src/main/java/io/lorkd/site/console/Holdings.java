package io.lorkd.site.console;

import io.lorkd.model.expert.ExpertCard;
import io.lorkd.site.egress.LedgerEntry;
import io.lorkd.site.egress.LedgerReading;
import io.lorkd.site.folder.StateFolder;
import io.lorkd.site.unit.UnitStore;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What the state folder has, as JSON; it is only read. Not for an event loop. */
record Holdings(Path state) {
    /** Entries of the ledger that are listed, the newest; all are checked. */
    static final int MOST_ENTRIES = 500;

    /** The unit that counts, and the fused experts. */
    JsonObject held() throws IOException {
        return new JsonObject()
                .put(
                        "unit",
                        UnitStore.promotedIn(state.resolve("units"))
                                .map(Holdings::unit)
                                .orElse(null))
                .put("experts", experts());
    }

    private static JsonObject unit(UnitStore.Unit unit) {
        return new JsonObject()
                .put("run", unit.provenance().run())
                .put("round", unit.provenance().round())
                .put("attempt", unit.provenance().attempt())
                .put("backbone", unit.provenance().backbone())
                .put("samples", unit.provenance().position())
                .put("bytes", bytes(unit.folder()));
    }

    private static Long bytes(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.mapToLong(file -> file.toFile().length()).sum();
        } catch (IOException e) {
            return null; // the next unit has taken its place meanwhile
        }
    }

    private JsonArray experts() throws IOException {
        Path folder = state.resolve("experts");
        JsonArray experts = new JsonArray();
        if (!Files.isDirectory(folder)) {
            return experts;
        }
        try (Stream<Path> files = Files.list(folder)) {
            for (Path card : files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .toList()) {
                experts.add(expert(card));
            }
        }
        return experts;
    }

    private static JsonObject expert(Path file) throws IOException {
        ExpertCard card = ExpertCard.read(file);
        Path tensors = Path.of(file.toString().replaceFirst("[.]json$", ".safetensors"));
        return new JsonObject()
                .put("region", card.region())
                .put("rank", card.rank())
                .put("backbone", card.backboneSha256())
                .put("bytes", tensors.toFile().length())
                .put("at", Files.getLastModifiedTime(file).toInstant().toString());
    }

    /** What has left the site, the newest first, and whether the record of it is whole. */
    JsonObject ledger() throws IOException {
        LedgerReading reading = LedgerReading.of(state.resolve(StateFolder.LEDGER));
        List<LedgerEntry> entries = reading.entries();
        JsonArray listed = new JsonArray();
        for (int i = entries.size(); i > Math.max(0, entries.size() - MOST_ENTRIES); i--) {
            listed.add(entry(entries.get(i - 1)));
        }
        return new JsonObject()
                .put("entries", listed)
                .put("all", entries.size())
                .put("bytes", entries.stream().mapToLong(LedgerEntry::bytes).sum())
                .put("head", reading.head())
                .put("flaw", reading.flaw().map(LedgerReading.Flaw::what).orElse(null));
    }

    private static JsonObject entry(LedgerEntry entry) {
        return new JsonObject()
                .put("sequence", entry.sequence())
                .put("time", entry.time().toString())
                .put("run", entry.run())
                .put("round", entry.round())
                .put("attempt", entry.attempt())
                .put("peer", entry.peer())
                .put("bytes", entry.bytes())
                .put("digest", entry.digest())
                .put("tensors", entry.tensors())
                .put("head", entry.head());
    }
}
