package io.lorkd.coordinator.http;

import io.lorkd.coordinator.http.access.Access;
import io.lorkd.coordinator.http.answer.Json;
import io.lorkd.coordinator.journal.JournalThread;
import io.lorkd.coordinator.run.RoundScheduler;
import io.vertx.ext.web.Router;

import static java.util.Objects.requireNonNull;

/**
 * {@code GET /api/v1/status} is a {@link io.lorkd.coordinator.run.RunStatus}; {@code GET /api/v1/ledgers} has the last head of
 * each site's egress ledger that the journal knows, by site.
 */
public final class StatusRoutes implements Routes {
    private final RoundScheduler scheduler;
    private final JournalThread journal;

    public StatusRoutes(RoundScheduler scheduler, JournalThread journal) {
        this.scheduler = requireNonNull(scheduler, "scheduler");
        this.journal = requireNonNull(journal, "journal");
    }

    @Override
    public void addTo(Router router, Access access) {
        router.get("/api/v1/status")
                .handler(request -> scheduler
                        .status()
                        .onSuccess(now -> Json.answer(request, now))
                        .onFailure(request::fail));
        router.get("/api/v1/ledgers")
                .handler(request -> journal.ask(open -> open.rounds().ledgerHeads())
                        .onSuccess(heads -> Json.answer(request, heads))
                        .onFailure(request::fail));
    }
}
