package io.lorkd.simulation;

import com.fasterxml.jackson.databind.JsonNode;
import io.lorkd.protocol.message.Phase;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.StreamSupport;

/** Asks a coordinator how its run is, and shows what has changed. */
final class RunWatcher {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final CoordinatorApi api;
    private final ProgressPrinter progress;

    private final SortedSet<String> joined = new TreeSet<>();
    private int round;
    private int attempt;
    private int committed;
    private String stuck = "";

    RunWatcher(int port, Path state, ProgressPrinter progress) {
        this.api = new CoordinatorApi(port, state, PATIENCE);
        this.progress = progress;
    }

    /** Whether the coordinator answered. One that does not, because it starts or ends, is asked again the next time. */
    boolean look() throws InterruptedException {
        Optional<JsonNode> overview = api.read("overview");
        Optional<JsonNode> sites = api.read("sites");
        Optional<JsonNode> rounds = api.read("rounds?after=" + committed);
        if (overview.isEmpty() || sites.isEmpty() || rounds.isEmpty()) {
            return false;
        }
        boolean ordered = !overview.get().path("pauseOrder").isNull();
        stuck = ordered ? "" : overview.get().path("paused").asText("");
        sites.get().path("sites").forEach(this::showIfNew);
        rounds.get()
                .path("rounds")
                .forEach(attempted ->
                        showRound(attempted, overview.get().path("rounds").asInt()));
        sites.get().path("sites").forEach(this::showSteps);
        return true;
    }

    /** Why the run has paused of itself; empty where it goes on, or a person ordered it to pause. */
    String stuck() {
        return stuck;
    }

    /** Whether the coordinator has named this site. */
    boolean hasJoined(String site) {
        return joined.contains(site);
    }

    private void showIfNew(JsonNode site) {
        String id = site.path("site").asText();
        if (joined.add(id)) {
            progress.line("Site " + id + " joined.");
        }
    }

    private void showRound(JsonNode attempted, int rounds) {
        int number = attempted.path("round").asInt();
        boolean later =
                number > round || number == round && attempted.path("attempt").asInt() > attempt;
        if (later) {
            round = number;
            attempt = attempted.path("attempt").asInt();
            Phase phase = Phase.valueOf(attempted.path("phase").asText().toUpperCase(Locale.ROOT));
            progress.onRoundOffered(round, rounds, phase, sites(attempted));
        }
        if (attempted.path("outcome").asText().equals("committed")) {
            committed = number;
            progress.onCommitted(losses(attempted.path("losses")));
        }
    }

    private static List<String> sites(JsonNode attempted) {
        return StreamSupport.stream(attempted.path("lanes").spliterator(), false)
                .map(lane -> lane.path("site").asText())
                .toList();
    }

    private void showSteps(JsonNode site) {
        if (site.path("steps").asLong() > 0) {
            progress.onProgress(
                    site.path("site").asText(),
                    site.path("step").asLong(),
                    site.path("steps").asLong(),
                    site.path("loss").asDouble(Double.NaN));
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
