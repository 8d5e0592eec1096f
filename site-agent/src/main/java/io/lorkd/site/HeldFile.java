package io.lorkd.site;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lorkd.protocol.message.MalformedMessageException;
import io.lorkd.protocol.message.MessageCodec;
import io.lorkd.protocol.message.SchemaException;
import io.lorkd.protocol.message.ToCoordinator.UpdateReady;
import io.lorkd.protocol.message.ToSite.RoundOffer;
import io.lorkd.site.folder.DurableFiles;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** {@code held.json}: which update is held, which offer it answers and which unit goes with it. */
final class HeldFile {
    private static final Logger LOG = LoggerFactory.getLogger(HeldFile.class);
    private static final ObjectMapper JSON = new ObjectMapper();

    /** @param unit the name of the unit's folder */
    record Entry(RoundOffer offer, UpdateReady update, String unit) {}

    private final Path file;

    HeldFile(Path file) {
        this.file = file;
    }

    void write(Held held) throws IOException {
        ObjectNode json = JSON.createObjectNode();
        json.set("offer", JSON.readTree(MessageCodec.encode(held.offer())));
        json.set("update", JSON.readTree(MessageCodec.encode(held.update())));
        json.put("unit", held.unit().folder().getFileName().toString());
        DurableFiles.write(file, JSON.writeValueAsString(json));
    }

    /** What the last process held; nothing, with a warning, where the file cannot be understood. */
    Optional<Entry> read() throws IOException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            JsonNode json = JSON.readTree(Files.readString(file));
            if (MessageCodec.toSite(json.path("offer").toString()) instanceof RoundOffer offer
                    && MessageCodec.toCoordinator(json.path("update").toString()) instanceof UpdateReady update
                    && json.path("unit").isTextual()) {
                return Optional.of(new Entry(offer, update, json.path("unit").textValue()));
            }
            LOG.warn("{} does not name an offer, an update and a unit; the update is trained again", file);
        } catch (JsonProcessingException | MalformedMessageException | SchemaException e) {
            LOG.warn("{} cannot be read, so the update is trained again: {}", file, e.getMessage());
        }
        return Optional.empty();
    }

    void remove() throws IOException {
        Files.deleteIfExists(file);
    }
}
