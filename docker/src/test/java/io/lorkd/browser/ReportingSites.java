package io.lorkd.browser;

import io.lorkd.protocol.command.Await;
import io.lorkd.protocol.link.Address;
import io.lorkd.protocol.link.Messenger;
import io.lorkd.protocol.message.Answer;
import io.lorkd.protocol.message.RoundId;
import io.lorkd.protocol.message.ToCoordinator.Enrol;
import io.lorkd.protocol.message.ToCoordinator.Heartbeat;
import io.lorkd.protocol.message.ToCoordinator.Progress;
import io.lorkd.protocol.message.ToCoordinator.Region;
import io.lorkd.protocol.message.ToSite;
import io.lorkd.protocol.message.ToSite.RoundOffer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import org.awaitility.Awaitility;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

/** Sites that enrol, take every offer, and say how far they are, when a test has them say so; they train nothing. */
final class ReportingSites {
    static final int STEPS = 1_000_000;

    private static final long AGAIN_MILLIS = 250;

    private final Vertx vertx;
    private final Messenger messenger;
    private final List<String> ids;
    private final Map<String, RoundId> offered = new ConcurrentHashMap<>();

    private ReportingSites(Vertx vertx, int count) {
        this.vertx = vertx;
        this.messenger = new Messenger(vertx);
        this.ids = IntStream.range(0, count).mapToObj(ReportingSites::id).toList();
    }

    /** So many that all have an offer of the run's first round, which stays open. */
    static ReportingSites joined(ShownRun run, int count) {
        ReportingSites sites = new ReportingSites(run.vertx(), count);
        Await.result(sites.join());
        Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> sites.offered() == count);
        return sites;
    }

    static String id(int number) {
        return "hospital-%03d".formatted(number);
    }

    /** Succeeds when all are enrolled; each is heard of from then on. */
    private Future<Void> join() {
        return Future.join(ids.stream().map(this::join).toList()).mapEmpty();
    }

    private Future<Void> join(String site) {
        return messenger
                .onSiteMessage(site, message -> hear(site, message))
                .completion()
                .compose(listening -> enrol(site));
    }

    private Future<Void> enrol(String site) {
        List<Region> regions = List.of(new Region("skin", List.of("a", "b"), 100));
        return messenger
                .tell(Address.coordinator(), new Enrol(site, site, regions, "Linux amd64, 2 cores"))
                .transform(result -> {
                    if (result.succeeded() && result.result() instanceof Answer.Enrolled enrolled) {
                        vertx.setPeriodic(enrolled.heartbeat().toMillis(), tick -> beat(site, Optional.empty()));
                        return Future.succeededFuture();
                    }
                    return vertx.timer(AGAIN_MILLIS).compose(waited -> enrol(site));
                });
    }

    private Future<Answer> hear(String site, ToSite message) {
        if (message instanceof RoundOffer offer) {
            offered.put(site, offer.round());
        }
        return Future.succeededFuture(new Answer.Accepted());
    }

    /** How many have been offered the round. */
    private int offered() {
        return offered.size();
    }

    /** Says that a site has come to a step of the round that it was offered. */
    void report(int number, long step) {
        String site = id(number);
        beat(site, Optional.of(new Progress(offered.get(site), 0, step, STEPS, 0.5)));
    }

    private void beat(String site, Optional<Progress> progress) {
        messenger.tell(Address.coordinator(), new Heartbeat(site, site, progress));
    }
}
