package io.lorkd.site.egress;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lorkd.protocol.transfer.Sha256;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One line of the ledger: one blob that one peer was allowed to pull.
 *
 * <p>A line is a JSON object whose last field is its head: the SHA-256 of the line without that field. Since the field before
 * it is the head of the line before, a head stands for all lines up to its own. Anybody can compute it:
 *
 * <pre>{@code sed -n 7p ledger.jsonl | sed 's/,"head":"[0-9a-f]*"}$/}/' | tr -d '\n' | sha256sum}</pre>
 *
 * @param sequence counts from 1
 * @param time when the blob was granted, by the site's clock
 * @param digest SHA-256 of the blob
 * @param tensors SHA-256 of the list of tensors that it consists of, which is the same for all of a plan
 * @param bytes its size
 * @param peer who may pull it
 * @param previous the head before this entry
 */
public record LedgerEntry(
        long sequence,
        Instant time,
        String run,
        int round,
        int attempt,
        String digest,
        String tensors,
        long bytes,
        String peer,
        String previous) {
    /** The head of a ledger that nothing is in. */
    public static final String GENESIS = "0".repeat(64);

    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    private static final Pattern LINE = Pattern.compile("(\\{.*),\"head\":\"([0-9a-f]{64})\"}");

    /** The entry as it stands in the ledger, without its newline. */
    public String line() {
        String body = body();
        return body.substring(0, body.length() - 1) + ",\"head\":\"" + digestOf(body) + "\"}";
    }

    /** What the next entry follows, and what travels with the update. */
    public String head() {
        return digestOf(body());
    }

    /** Whether both say that the same blob may be pulled for the same work by the same peer. */
    boolean isSameGrant(LedgerEntry other) {
        return run.equals(other.run)
                && round == other.round
                && attempt == other.attempt
                && digest.equals(other.digest)
                && peer.equals(other.peer);
    }

    /** A line as an entry, if it is one and its head is the right one. */
    static Optional<LedgerEntry> parse(String line) {
        Matcher parts = LINE.matcher(line);
        if (!parts.matches() || !digestOf(parts.group(1) + "}").equals(parts.group(2))) {
            return Optional.empty();
        }
        try {
            LedgerEntry entry = of(JSON.readTree(parts.group(1) + "}"));
            return Optional.of(entry).filter(found -> found.line().equals(line));
        } catch (JsonProcessingException | DateTimeException e) {
            return Optional.empty();
        }
    }

    private static LedgerEntry of(JsonNode json) {
        return new LedgerEntry(
                json.path("sequence").asLong(),
                Instant.parse(json.path("time").asText()),
                json.path("run").asText(),
                json.path("round").asInt(),
                json.path("attempt").asInt(),
                json.path("digest").asText(),
                json.path("tensors").asText(),
                json.path("bytes").asLong(),
                json.path("peer").asText(),
                json.path("previous").asText());
    }

    private String body() {
        return JSON.createObjectNode()
                .put("sequence", sequence)
                .put("time", time.toString())
                .put("run", run)
                .put("round", round)
                .put("attempt", attempt)
                .put("digest", digest)
                .put("tensors", tensors)
                .put("bytes", bytes)
                .put("peer", peer)
                .put("previous", previous)
                .toString();
    }

    private static String digestOf(String text) {
        return Sha256.hex(text.getBytes(StandardCharsets.UTF_8));
    }
}
