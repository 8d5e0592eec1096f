package io.lorkd.coordinator.run;

import io.lorkd.coordinator.aggregation.TensorFiles;
import io.lorkd.model.tensor.BackboneManifest;
import io.lorkd.protocol.link.Address;
import io.lorkd.protocol.link.Messenger;
import io.lorkd.protocol.message.Answer;
import io.lorkd.protocol.message.Refusal;
import io.lorkd.protocol.message.RoundId;
import io.lorkd.protocol.message.Scores;
import io.lorkd.protocol.message.ToCoordinator;
import io.lorkd.protocol.message.ToCoordinator.Enrol;
import io.lorkd.protocol.message.ToCoordinator.Region;
import io.lorkd.protocol.message.ToCoordinator.RegionLoss;
import io.lorkd.protocol.message.ToCoordinator.RegionResult;
import io.lorkd.protocol.message.ToSite;
import io.lorkd.protocol.message.Work;
import io.lorkd.protocol.transfer.BlobHolder;
import io.lorkd.protocol.transfer.BlobPuller;
import io.lorkd.protocol.transfer.Sha256;
import io.vertx.core.Future;
import io.vertx.core.Vertx;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;

import static java.util.stream.Collectors.toSet;

/** A site that speaks the protocol and trains nothing: its updates are files of chosen values. */
public final class StubSite {
    public final String id;
    final String region;
    final long samples;
    final List<ToSite> heard = new CopyOnWriteArrayList<>();
    public final List<Answer> answers = new CopyOnWriteArrayList<>();

    /** What it does with an offer, after it accepted it. */
    public BiConsumer<StubSite, ToSite.RoundOffer> work = StubSite::contribute;

    /** The loss that it measures; empty where it does not answer. */
    public Function<ToSite.Measure, Optional<Double>> loss = measure -> Optional.of(1.0);

    /** Whether it reports at the end. */
    public boolean reports = true;

    /** What it says that it holds. */
    public Supplier<Answer> holding = () -> new Answer.Holding(Optional.empty(), Optional.empty(), OptionalInt.empty());

    private final Vertx vertx;
    private final BackboneManifest manifest;
    private final Path folder;
    private final Messenger messenger;
    private final BlobHolder holder;
    private final BlobPuller puller;

    public StubSite(Vertx vertx, String id, String region, long samples, BackboneManifest manifest, Path folder) {
        this.vertx = vertx;
        this.id = id;
        this.region = region;
        this.samples = samples;
        this.manifest = manifest;
        this.folder = folder;
        this.messenger = new Messenger(vertx);
        this.holder = BlobHolder.serve(vertx, id);
        this.puller = new BlobPuller(vertx, id);
        messenger.onSiteMessage(id, this::hear);
    }

    public Future<Answer> enrol() {
        return enrol(id + "-instance");
    }

    public Future<Answer> enrol(String instance) {
        Region own = new Region(region, List.of("healthy", "ill"), samples);
        return tell(new Enrol(id, instance, List.of(own), "stub"));
    }

    /** Asks until there is a coordinator that does not ask it to wait. */
    public Future<Answer> enrolPatiently() {
        return patiently(this::enrol);
    }

    /** As {@link #contribute}, until there is a coordinator that does not ask it to wait. */
    public void contributePatiently(ToSite.RoundOffer offer) {
        patiently(() -> send(offer, samples));
    }

    private Future<Answer> patiently(Supplier<Future<Answer>> saying) {
        return saying.get()
                .transform(result -> result.failed() || passes(result.result())
                        ? vertx.timer(20, TimeUnit.MILLISECONDS).compose(later -> patiently(saying))
                        : Future.succeededFuture(result.result()));
    }

    private static boolean passes(Answer answer) {
        return answer instanceof Answer.Wait
                || answer instanceof Answer.Refused refused && refused.refusal() == Refusal.INTERNAL;
    }

    /** What a real site would say that it is at: the last offer that it has not heard the end of. */
    public Answer atWork() {
        Set<RoundId> closed = heard(ToSite.RoundClosed.class).stream()
                .map(ToSite.RoundClosed::round)
                .collect(toSet());
        Optional<RoundId> training = heard(ToSite.RoundOffer.class).stream()
                .map(ToSite.RoundOffer::round)
                .filter(round -> !closed.contains(round))
                .reduce((earlier, later) -> later);
        return new Answer.Holding(training, Optional.empty(), OptionalInt.empty());
    }

    public Future<Answer> tell(ToCoordinator message) {
        return messenger.tell(Address.coordinator(), message).onSuccess(answers::add);
    }

    public Future<Answer> heartbeat() {
        return tell(new ToCoordinator.Heartbeat(id, id + "-instance", Optional.empty()));
    }

    /** Says that it has done so many of a thousand steps. */
    public Future<Answer> progress(RoundId round, long step) {
        ToCoordinator.Progress progress = new ToCoordinator.Progress(round, 0, step, 1000, 0.25);
        return tell(new ToCoordinator.Heartbeat(id, id + "-instance", Optional.of(progress)));
    }

    private Future<Answer> hear(ToSite message) {
        heard.add(message);
        if (message instanceof ToSite.Recall) {
            return Future.succeededFuture(holding.get());
        }
        Vertx.currentContext().runOnContext(later -> act(message));
        return Future.succeededFuture(new Answer.Accepted());
    }

    private void act(ToSite message) {
        if (message instanceof ToSite.RoundOffer offer) {
            work.accept(this, offer);
        } else if (message instanceof ToSite.Measure measure) {
            loss.apply(measure)
                    .ifPresent(value -> tell(new ToCoordinator.Measured(
                            id, measure.run(), measure.measurement(), Map.of(region, new RegionLoss(value, 10)))));
        } else if (message instanceof ToSite.RunFinished finished && reports) {
            int rank = finished.ranks().getOrDefault(region, 0);
            RegionResult result = new RegionResult(
                    region, samples, 10, rank, new Scores.Classification(0.5, 0.5, OptionalDouble.empty()));
            tell(new ToCoordinator.SiteReport(id, finished.run(), List.of(result)));
        }
    }

    /** Sends an update in which each trainable value is 1 for each sample of this site. */
    public void contribute(ToSite.RoundOffer offer) {
        send(offer, samples);
    }

    public Future<Answer> send(ToSite.RoundOffer offer, double value) {
        return send(offer.round(), used(offer.work()), TensorFiles.constant(file(offer), manifest, value, 1));
    }

    public Future<Answer> send(RoundId round, long used, Path file) {
        return announce(round, used, grant(file), size(file));
    }

    public Future<Answer> announce(RoundId round, long used, String digest, long bytes) {
        return tell(announcement(round, used, digest, bytes));
    }

    private ToCoordinator.UpdateReady announcement(RoundId round, long used, String digest, long bytes) {
        return new ToCoordinator.UpdateReady(
                id, round, digest, bytes, used, Map.of(region, 0.5), Map.of(), "0".repeat(64));
    }

    /** Makes its update ready and tells nobody. */
    public ToCoordinator.UpdateReady prepare(ToSite.RoundOffer offer) {
        Path file = TensorFiles.constant(file(offer), manifest, samples, 1);
        return announcement(offer.round(), used(offer.work()), grant(file), size(file));
    }

    /** Pulls a backbone from the coordinator. */
    public Future<Path> pull(String digest) {
        Path target = folder.resolve(id + "-pulled-" + digest);
        return puller.pull(Address.coordinatorName(), digest, -1, target, soFar -> {});
    }

    public String grant(Path file) {
        try {
            String digest = Sha256.ofFile(file);
            holder.grant(digest, file, Address.coordinatorName());
            return digest;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Path file(ToSite.RoundOffer offer) {
        return folder.resolve(
                id + "-" + offer.round().round() + "-" + offer.round().attempt());
    }

    public <M extends ToSite> List<M> heard(Class<M> kind) {
        return heard.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    private long used(Work work) {
        return work instanceof Work.Gradient gradient ? gradient.batchSize() : samples;
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
