package io.lorkd.simulation;

import com.fasterxml.jackson.databind.JsonNode;
import io.lorkd.protocol.message.Phase;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Asks a coordinator where its run stands, and shows what has changed. */
final class StatusWatcher {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final StatusQuestion question;
    private final int warmupRounds;
    private final ProgressPrinter progress;

    private final SortedSet<String> joined = new TreeSet<>();
    private int round;
    private int attempt;
    private int committed;
    private String stuck = "";

    StatusWatcher(int port, Path state, int warmupRounds, ProgressPrinter progress) {
        this.question = new StatusQuestion(port, state, PATIENCE);
        this.warmupRounds = warmupRounds;
        this.progress = progress;
    }

    /** Whether the coordinator answered. One that does not, because it starts or ends, is asked again the next time. */
    boolean look() throws InterruptedException {
        Optional<JsonNode> answer = question.ask();
        answer.ifPresent(this::show);
        return answer.isPresent();
    }

    private void show(JsonNode status) {
        stuck = status.path("pausedBy").asText().isEmpty()
                ? status.path("paused").asText()
                : "";
        JsonNode sites = status.path("sites");
        sites.forEach(site -> {
            if (joined.add(site.path("site").asText())) {
                progress.line("Site " + site.path("site").asText() + " joined.");
            }
        });
        if (status.path("committed").asInt() > committed) {
            committed = status.path("committed").asInt();
            progress.onCommitted(losses(status.path("losses")));
        }
        showRound(status, sites);
    }

    /** Why the run has paused, or will, of itself; empty where it goes on, or a person ordered it to pause. */
    String stuck() {
        return stuck;
    }

    /** Whether the coordinator has named this site. */
    boolean hasJoined(String site) {
        return joined.contains(site);
    }

    private void showRound(JsonNode status, JsonNode sites) {
        int open = status.path("round").asInt();
        if (open == 0) {
            return;
        }
        if (open != round || status.path("attempt").asInt() != attempt) {
            round = open;
            attempt = status.path("attempt").asInt();
            Phase phase = round <= warmupRounds ? Phase.WARMUP : Phase.DECOMPOSITION;
            progress.onRoundOffered(round, status.path("rounds").asInt(), phase, joined);
        }
        for (JsonNode site : sites) {
            if (site.path("steps").asLong() > 0) {
                progress.onProgress(
                        site.path("site").asText(),
                        site.path("step").asLong(),
                        site.path("steps").asLong(),
                        site.path("loss").asDouble(Double.NaN));
            }
        }
    }

    private static Map<String, Double> losses(JsonNode losses) {
        Map<String, Double> values = new TreeMap<>();
        losses.fields()
                .forEachRemaining(
                        loss -> values.put(loss.getKey(), loss.getValue().asDouble(Double.NaN)));
        return values;
    }
}
