package io.lorkd.coordinator.http.api;

import io.lorkd.coordinator.event.EventRow;
import io.lorkd.coordinator.event.Severity;
import io.lorkd.coordinator.http.Routes;
import io.lorkd.coordinator.http.access.Access;
import io.lorkd.coordinator.http.answer.Json;
import io.lorkd.coordinator.journal.EventQuery;
import io.lorkd.coordinator.journal.JournalThread;
import io.lorkd.coordinator.view.LiveView;
import io.lorkd.protocol.plan.PlanReader;
import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

import java.util.Map;
import java.util.Set;

import static java.util.Objects.requireNonNull;

/**
 * How the run is, as JSON: {@code GET /api/v1/overview} is an {@link io.lorkd.coordinator.view.Overview}, {@code /rounds} has
 * {@link io.lorkd.coordinator.view.RoundView}s, {@code /sites} {@link io.lorkd.coordinator.view.SiteView}s and {@code /events}
 * {@link io.lorkd.coordinator.event.EventRow}s, of which {@code /audit} has those that say what people did. {@code /ledgers} has
 * the last head of each site's egress ledger that the journal knows, {@code /plan} is the run's plan in YAML, and {@code
 * /openapi.yaml} and {@code /openapi.json} describe all addresses under {@code /api/v1}.
 */
public final class ReadingRoutes implements Routes {
    private static final int USUAL_PAGE = 100;
    private static final int LARGEST_PAGE = 1000;

    private final LiveView view;
    private final JournalThread journal;

    public ReadingRoutes(LiveView view, JournalThread journal) {
        this.view = requireNonNull(view, "view");
        this.journal = requireNonNull(journal, "journal");
    }

    @Override
    public void addTo(Router router, Access access) {
        router.get("/api/v1/overview").handler(request -> answer(request, view.overview()));
        router.get("/api/v1/sites")
                .handler(request -> answer(request, view.sites().map(sites -> Map.of("sites", sites))));
        router.get("/api/v1/rounds")
                .handler(request -> Query.of(
                        request,
                        query -> answer(
                                request,
                                view.rounds(query.number("after", 0, Integer.MAX_VALUE, 0))
                                        .map(rounds -> Map.of("rounds", rounds)))));
        router.get("/api/v1/events")
                .handler(request -> Query.of(request, query -> answerEvents(request, wanted(query))));
        router.get("/api/v1/audit")
                .handler(request -> Query.of(
                        request, query -> answerEvents(request, wanted(query).ofKinds(EventRow.AUDITED))));
        router.get("/api/v1/ledgers")
                .handler(request ->
                        answer(request, journal.ask(open -> open.rounds().ledgerHeads())));
        router.get("/api/v1/plan")
                .handler(request -> view.plan()
                        .onSuccess(plan -> plan.ifPresentOrElse(
                                known -> Yaml.answer(request, PlanReader.write(known)),
                                () -> Json.refuse(request, 404, "There is no run, and so no plan")))
                        .onFailure(request::fail));
        OpenApi document = OpenApi.read();
        router.get("/api/v1/openapi.yaml").handler(request -> Yaml.answer(request, document.yaml()));
        router.get("/api/v1/openapi.json").handler(request -> Json.answer(request, document.tree()));
    }

    private void answerEvents(RoutingContext request, EventQuery wanted) {
        answer(request, journal.ask(open -> open.events().find(wanted)));
    }

    private static EventQuery wanted(Query query) {
        return new EventQuery(
                query.number("before"),
                query.number("after"),
                query.text("severity").map(ReadingRoutes::severity).orElse(Severity.INFO),
                query.text("kind").map(Set::of).orElse(Set.of()),
                query.text("text").orElse(""),
                query.number("limit", 1, LARGEST_PAGE, USUAL_PAGE));
    }

    private static Severity severity(String word) {
        return Severity.of(word)
                .orElseThrow(() -> Query.unreadable("severity", word, "info, notice, warning or error"));
    }

    private static void answer(RoutingContext request, Future<?> answer) {
        answer.onSuccess(body -> Json.answer(request, body)).onFailure(request::fail);
    }
}
