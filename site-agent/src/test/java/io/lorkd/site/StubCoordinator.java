package io.lorkd.site;

import io.lorkd.model.init.Initialiser;
import io.lorkd.model.network.Networks;
import io.lorkd.model.network.Stem;
import io.lorkd.protocol.link.Address;
import io.lorkd.protocol.link.Messenger;
import io.lorkd.protocol.message.Answer;
import io.lorkd.protocol.message.Phase;
import io.lorkd.protocol.message.RoundId;
import io.lorkd.protocol.message.ToCoordinator;
import io.lorkd.protocol.message.ToCoordinator.UpdateReady;
import io.lorkd.protocol.message.ToSite;
import io.lorkd.protocol.message.ToSite.RoundClosed;
import io.lorkd.protocol.message.ToSite.RoundOffer;
import io.lorkd.protocol.message.Work;
import io.lorkd.protocol.plan.Plan;
import io.lorkd.protocol.transfer.BlobHolder;
import io.lorkd.protocol.transfer.BlobPuller;
import io.lorkd.protocol.transfer.Sha256;
import io.lorkd.site.train.PlannedModel;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.MessageConsumer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

import static org.awaitility.Awaitility.await;

/** Stands for the coordinator: real messages and transfers, answers by script, and says what a test has it say. */
final class StubCoordinator {
    static final String RUN = "run-1";
    static final String SITE = "radiology";
    static final Duration HEARTBEAT = Duration.ofMillis(20);

    final List<ToCoordinator> heard = new CopyOnWriteArrayList<>();
    private final Vertx vertx;
    private final Path folder;
    private final Plan plan;
    private final BlobHolder blobs;
    private volatile Function<ToCoordinator, Answer> script = message -> new Answer.Accepted();
    private volatile String run = RUN;
    private MessageConsumer<?> ear;

    StubCoordinator(Vertx vertx, Path folder, Plan plan) {
        this.vertx = vertx;
        this.folder = folder;
        this.plan = plan;
        this.blobs = BlobHolder.serve(vertx, Address.coordinatorName());
        result(blobs.ready());
    }

    /** Begins to hear. */
    StubCoordinator listen() {
        ear = new Messenger(vertx).onCoordinatorMessage(this::hear);
        result(ear.completion());
        return this;
    }

    Future<?> close() {
        return Future.join(ear.unregister(), blobs.close());
    }

    /** For one that never began to hear. */
    Future<Void> closeBlobs() {
        return blobs.close();
    }

    private Future<Answer> hear(ToCoordinator message) {
        heard.add(message);
        Answer answer = script.apply(message);
        boolean enrols = message instanceof ToCoordinator.Enrol && answer instanceof Answer.Accepted;
        return Future.succeededFuture(enrols ? new Answer.Enrolled(run, plan, HEARTBEAT) : answer);
    }

    /** Answers by this script; an {@link Answer.Accepted} of an enrolment enrols. */
    void answer(Function<ToCoordinator, Answer> by) {
        script = by;
    }

    /** Answers messages of one type by this, and accepts all others. */
    void answer(Class<? extends ToCoordinator> type, Answer by) {
        script = message -> type.isInstance(message) ? by : new Answer.Accepted();
    }

    void changeRun(String to) {
        run = to;
    }

    /** Makes a backbone and lets the site pull it. */
    String backbone(long seed) {
        try {
            Path file = folder.resolve("backbone-" + seed);
            var network = Networks.byName(
                    plan.network().architecture(),
                    Stem.valueOf(plan.network().stem().toUpperCase(Locale.ROOT)),
                    3);
            if (!Files.exists(file)) {
                Initialiser.backbone(PlannedModel.manifest(plan), network, seed, file);
            }
            String digest = Sha256.ofFile(file);
            blobs.grant(digest, file, SITE);
            return digest;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Takes the site's right to pull a backbone. */
    void revoke(String digest) {
        blobs.revoke(digest, SITE);
    }

    long bytesServed() {
        return blobs.bytesServed();
    }

    RoundOffer offer(int round, int attempt) {
        return offer(round, attempt, Phase.DECOMPOSITION, Map.of("breast", 8), new Work.Steps(2, 4));
    }

    RoundOffer offer(int round, int attempt, Phase phase, Map<String, Integer> ranks, Work work) {
        return new RoundOffer(
                new RoundId(run, round, attempt),
                phase,
                backbone(round),
                ranks,
                0.05,
                work,
                Duration.ofMinutes(1),
                Duration.ofMinutes(1));
    }

    RoundClosed committed(int round, int attempt, String... contributors) {
        return new RoundClosed(new RoundId(run, round, attempt), true, backbone(round + 1), List.of(contributors));
    }

    RoundClosed abandoned(int round, int attempt) {
        return new RoundClosed(new RoundId(run, round, attempt), false, backbone(round), List.of());
    }

    /** Says something, again until it is heard by a site that knows that it is enrolled. */
    Answer tell(ToSite message) {
        return await().atMost(20, TimeUnit.SECONDS)
                .pollInterval(Duration.ofMillis(5))
                .ignoreExceptions()
                .until(() -> result(new Messenger(vertx).tell(Address.site(SITE), message)), StubCoordinator::isHeard);
    }

    private static boolean isHeard(Answer answer) {
        return !(answer instanceof Answer.Refused refused && refused.reason().equals(Enrolling.STILL_ENROLLING));
    }

    /** Says something once, for as long as it takes to be answered. */
    Future<Answer> asks(ToSite message) {
        return new Messenger(vertx).tell(Address.site(SITE), message, Duration.ofSeconds(30));
    }

    /** Waits for the n-th message of a type, counted from 1. */
    <T extends ToCoordinator> T hears(Class<T> type, int n) {
        await().atMost(30, TimeUnit.SECONDS)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> all(type).size() >= n);
        return all(type).get(n - 1);
    }

    <T extends ToCoordinator> T hears(Class<T> type) {
        return hears(type, 1);
    }

    <T extends ToCoordinator> List<T> all(Class<T> type) {
        return heard.stream().filter(type::isInstance).map(type::cast).toList();
    }

    /** Pulls an update as the coordinator would, or as another peer might try to. */
    Future<Path> pull(UpdateReady update, String peer) {
        Path target = folder.resolve("pulled-by-" + peer + "-" + update.digest());
        return new BlobPuller(vertx, peer).pull(SITE, update.digest(), update.bytes(), target, bytes -> {});
    }

    static <T> T result(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new AssertionError(e);
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }
}
