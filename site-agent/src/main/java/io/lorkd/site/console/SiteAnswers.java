package io.lorkd.site.console;

import io.lorkd.protocol.message.ToCoordinator.UpdateReady;
import io.lorkd.protocol.message.ToSite.RoundOffer;
import io.lorkd.protocol.plan.Plan;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What the page is told of the present, as JSON. Absent is null. */
record SiteAnswers(SiteFacts facts, ConsoleView view) {

    JsonObject site() {
        ConsoleView.Now now = view.now();
        return new JsonObject()
                .put("site", facts.site())
                .put("device", facts.device())
                .put("state", now.state())
                .put("run", now.run().orElse(null))
                .put("plan", now.plan().map(SiteAnswers::plan).orElse(null))
                .put("work", now.offer().map(offer -> work(offer, now.step())).orElse(null))
                .put("regions", regions(now.offer()))
                .put("policy", new JsonArray(facts.policy()))
                .put("bytesServed", now.bytesServed())
                .put("memory", Memory.now());
    }

    private static JsonObject plan(Plan plan) {
        return new JsonObject()
                .put("name", plan.name())
                .put("task", plan.segmentation().isPresent() ? "segmentation" : "classification")
                .put("network", plan.network().architecture())
                .put("warmup", plan.rounds().warmup())
                .put("decomposition", plan.rounds().decomposition())
                .put("sites", plan.rounds().sites());
    }

    private static JsonObject work(RoundOffer offer, Optional<ConsoleView.Step> step) {
        return new JsonObject()
                .put("round", offer.round().round())
                .put("attempt", offer.round().attempt())
                .put("phase", offer.phase().name().toLowerCase(Locale.ROOT))
                .put("backbone", offer.backbone())
                .put("learningRate", offer.learningRate())
                .put("step", step.map(ConsoleView.Step::step).orElse(0L))
                .put("steps", step.map(ConsoleView.Step::steps).orElse(0L))
                .put("loss", step.map(done -> number(done.loss())).orElse(null));
    }

    private JsonArray regions(Optional<RoundOffer> offer) {
        JsonArray regions = new JsonArray();
        facts.regions()
                .forEach(region -> regions.add(new JsonObject()
                        .put("region", region.name())
                        .put("samples", region.samples())
                        .put("classes", new JsonArray(region.classes()))
                        .put(
                                "rank",
                                offer.map(RoundOffer::ranks)
                                        .map(ranks -> ranks.get(region.name()))
                                        .orElse(null))));
        return regions;
    }

    static JsonObject step(ConsoleView.Step step) {
        return new JsonObject()
                .put("number", step.number())
                .put("round", step.round())
                .put("step", step.step())
                .put("steps", step.steps())
                .put("loss", number(step.loss()))
                .put("at", step.at().toString());
    }

    static JsonObject round(ConsoleView.Round round) {
        UpdateReady update = round.update();
        return new JsonObject()
                .put("round", update.round().round())
                .put("attempt", update.round().attempt())
                .put("at", round.at().toString())
                .put("promoted", round.promoted())
                .put("samples", update.samples())
                .put("bytes", update.bytes())
                .put("digest", update.digest())
                .put("losses", numbers(update.losses()))
                .put("metrics", numbers(update.metrics()));
    }

    private static JsonObject numbers(Map<String, Double> values) {
        JsonObject numbers = new JsonObject();
        values.forEach((name, value) -> numbers.put(name, number(value)));
        return numbers;
    }

    /** JSON has no NaN and no infinity. */
    private static Double number(double value) {
        return Double.isFinite(value) ? value : null;
    }
}
