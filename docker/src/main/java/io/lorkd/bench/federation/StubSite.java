package io.lorkd.bench.federation;

import io.lorkd.protocol.link.Address;
import io.lorkd.protocol.link.Messenger;
import io.lorkd.protocol.message.Answer;
import io.lorkd.protocol.message.RoundId;
import io.lorkd.protocol.message.Scores;
import io.lorkd.protocol.message.ToCoordinator;
import io.lorkd.protocol.message.ToCoordinator.Enrol;
import io.lorkd.protocol.message.ToCoordinator.Heartbeat;
import io.lorkd.protocol.message.ToCoordinator.Region;
import io.lorkd.protocol.message.ToCoordinator.RegionResult;
import io.lorkd.protocol.message.ToCoordinator.SiteReport;
import io.lorkd.protocol.message.ToCoordinator.UpdateReady;
import io.lorkd.protocol.message.ToSite;
import io.lorkd.protocol.message.ToSite.RoundClosed;
import io.lorkd.protocol.message.ToSite.RoundOffer;
import io.lorkd.protocol.message.ToSite.RunFinished;
import io.lorkd.protocol.transfer.BlobHolder;
import io.lorkd.protocol.transfer.BlobPuller;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.atomic.AtomicLong;

/** A site that speaks the whole protocol and trains nothing: to each offer it answers with a file that lies ready. */
final class StubSite {
    private static final Logger LOG = LoggerFactory.getLogger(StubSite.class);

    /** Long, as a site's: many updates may be staged before this one. */
    private static final Duration STAGING = Duration.ofMinutes(1);

    private static final long AGAIN_MILLIS = 250;
    private static final String REGION = "synthetic";
    private static final int SAMPLES = 100;
    private static final String NO_LEDGER = "0".repeat(64);

    private final Vertx vertx;
    private final String id;
    private final int number;
    private final UpdateFiles files;
    private final RoundLog log;
    private final Optional<Path> backbone;
    private final Messenger messenger;
    private final BlobHolder holder;
    private final AtomicLong slowestHeartbeat = new AtomicLong();
    private final Promise<Void> ended = Promise.promise();
    private RoundId working;
    private Optional<String> granted = Optional.empty();
    private long heartbeat;

    /** @param backbone where this stub pulls each round's backbone to, as the only one of its process; empty for the others */
    StubSite(Vertx vertx, int number, UpdateFiles files, RoundLog log, Optional<Path> backbone) {
        this.vertx = vertx;
        this.id = id(number);
        this.number = number;
        this.files = files;
        this.log = log;
        this.backbone = backbone;
        this.messenger = new Messenger(vertx);
        this.holder = BlobHolder.serve(vertx, id);
    }

    String id() {
        return id;
    }

    static String id(int number) {
        return "stub-%03d".formatted(number);
    }

    /** Enrols, as soon as there is a connection; succeeds when that is answered. */
    Future<Void> join() {
        return messenger
                .onSiteMessage(id, this::hear)
                .completion()
                .compose(listening -> holder.ready())
                .compose(serving -> enrol());
    }

    private Future<Void> enrol() {
        Region region = new Region(REGION, List.of("a", "b"), SAMPLES);
        return messenger
                .tell(Address.coordinator(), new Enrol(id, id, List.of(region), "stub"))
                .transform(result -> {
                    if (result.failed() || result.result() instanceof Answer.Wait) {
                        // Not connected yet, or the coordinator is not ready yet.
                        return later(AGAIN_MILLIS).compose(waited -> enrol());
                    }
                    if (result.result() instanceof Answer.Enrolled enrolled) {
                        heartbeat = vertx.setPeriodic(enrolled.heartbeat().toMillis(), tick -> beat());
                        return Future.succeededFuture();
                    }
                    return Future.failedFuture("site " + id + " was not enrolled: " + result.result());
                });
    }

    private void beat() {
        long asked = System.nanoTime();
        messenger
                .tell(Address.coordinator(), new Heartbeat(id, id, Optional.empty()))
                .onSuccess(answer -> slowestHeartbeat.accumulateAndGet(System.nanoTime() - asked, Math::max))
                .onFailure(e -> LOG.warn("{}: {}", id, e.getMessage()));
    }

    private Future<Answer> hear(ToSite message) {
        if (message instanceof RoundOffer offer) {
            if (!offer.round().equals(working)) {
                working = offer.round();
                log.offered(offer.round().round());
                work(offer).onFailure(e -> LOG.error("{} has no update for {}", id, offer.round(), e));
            }
        } else if (message instanceof RoundClosed closed) {
            log.closed(
                    closed.round().round(),
                    closed.committed() ? closed.contributors().size() : 0);
        } else if (message instanceof RunFinished finished) {
            RegionResult result =
                    new RegionResult(REGION, SAMPLES, 0, 0, new Scores.Classification(0, 0, OptionalDouble.empty()));
            deliver(new SiteReport(id, finished.run(), List.of(result)), Messenger.PATIENCE)
                    .onComplete(heard -> end());
        } else if (message instanceof ToSite.RunEnded over) {
            ended.tryFail("the run ended early: " + over.reason());
            end();
        }
        return Future.succeededFuture(new Answer.Accepted());
    }

    private Future<Void> work(RoundOffer offer) {
        int round = offer.round().round();
        Future<Path> pulled = backbone.map(target -> new BlobPuller(vertx, id)
                        .pull(Address.coordinatorName(), offer.backbone(), -1, target, bytes -> {}))
                .orElseGet(Future::succeededFuture);
        return pulled.compose(here -> {
                    granted.ifPresent(before -> holder.revoke(before, Address.coordinatorName()));
                    return vertx.executeBlocking(() -> files.next(id, number, round));
                })
                .onSuccess(update -> {
                    granted = Optional.of(update.digest());
                    holder.grant(update.digest(), update.file(), Address.coordinatorName());
                    log.ready(round, id, () -> announce(offer, update));
                })
                .mapEmpty();
    }

    private void announce(RoundOffer offer, UpdateFiles.Ready update) {
        UpdateReady ready = new UpdateReady(
                id, offer.round(), update.digest(), update.bytes(), SAMPLES, Map.of(REGION, 0.5), Map.of(), NO_LEDGER);
        deliver(ready, STAGING).onSuccess(staged -> log.staged(offer.round().round()));
    }

    /** Says it until it is accepted: all that a site says is idempotent. */
    private Future<Answer> deliver(ToCoordinator message, Duration patience) {
        return messenger.tell(Address.coordinator(), message, patience).transform(result -> {
            if (result.succeeded() && result.result() instanceof Answer.Accepted) {
                return Future.succeededFuture(result.result());
            }
            LOG.warn("{}: {} again, after {}", id, message.getClass().getSimpleName(), result);
            return later(AGAIN_MILLIS).compose(waited -> deliver(message, patience));
        });
    }

    private Future<Void> later(long millis) {
        return vertx.timer(Math.max(1, millis)).mapEmpty();
    }

    private void end() {
        vertx.cancelTimer(heartbeat);
        ended.tryComplete();
    }

    /** Succeeds once the run has finished and this site has reported. */
    Future<Void> ended() {
        return ended.future();
    }

    /** Bytes of its updates that were asked for so far. */
    long bytesServed() {
        return holder.bytesServed();
    }

    /** The longest that an answer to a heartbeat took. */
    double slowestHeartbeatSeconds() {
        return slowestHeartbeat.get() / 1e9;
    }
}
