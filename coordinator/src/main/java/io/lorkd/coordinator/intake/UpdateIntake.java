package io.lorkd.coordinator.intake;

import io.lorkd.coordinator.disk.BlobStore;
import io.lorkd.coordinator.work.BlockingWork;
import io.lorkd.model.tensor.ArrivingValues;
import io.lorkd.model.tensor.BackboneManifest;
import io.lorkd.model.tensor.ManifestViolationException;
import io.lorkd.model.tensor.NonFiniteException;
import io.lorkd.protocol.link.Address;
import io.lorkd.protocol.message.Refusal;
import io.lorkd.protocol.message.ToCoordinator.UpdateReady;
import io.lorkd.protocol.transfer.BlobPuller;
import io.lorkd.protocol.transfer.PullListener;
import io.lorkd.protocol.transfer.PullSettings;
import io.lorkd.protocol.transfer.TransferException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

import static java.util.Objects.requireNonNull;

/**
 * Brings a site's update into the blob store: pulled from the site, its digest verified, its form the manifest's to the
 * byte, every value finite. What is refused leaves nothing behind. It fails closed: what could not be checked is not taken.
 */
public final class UpdateIntake {
    /** As many slow lines as fill a fast one; in memory they are a few chunks each. */
    private static final int PULLS_AT_ONCE = 16;

    private final BackboneManifest manifest;
    private final BlobStore blobs;
    private final BlockingWork files;
    private final BlobPuller puller;
    private final PullTurns turns = new PullTurns(PULLS_AT_ONCE);
    private final Map<String, Staging> stagings = new HashMap<>();
    private final AtomicLong bytesPulled = new AtomicLong();
    private final AtomicLong foreignBytes = new AtomicLong();

    /** An update on its way, and who wants to know how far it is. */
    private record Staging(Future<Void> done, List<Arrival> listeners) {}

    public UpdateIntake(Vertx vertx, BackboneManifest manifest, BlobStore blobs, BlockingWork files) {
        this.manifest = requireNonNull(manifest, "manifest");
        this.blobs = requireNonNull(blobs, "blobs");
        this.files = requireNonNull(files, "files");
        this.puller = new BlobPuller(
                vertx, Address.coordinatorName(), PullSettings.defaults().withMaxBytes(manifest.fileBytes()));
    }

    /**
     * Stages an update; to be called on the scheduler's event loop. When the future succeeds, the file lies whole and
     * verified in the blob store.
     *
     * <p>Fails with {@link UpdateRefusedException} where the site is to blame, and with what went wrong where this side is.
     *
     * @param arrival told how far it is
     */
    public Future<Void> stage(UpdateReady update, Arrival arrival) {
        if (update.bytes() != manifest.fileBytes()) {
            return refused(
                    Refusal.NOT_IN_MANIFEST,
                    "The update has " + update.bytes() + " bytes; the backbone's form has " + manifest.fileBytes());
        }
        // The attempt before may be pulling the same update still: it is pulled once, for both.
        String underWay = name(update);
        Staging staging = stagings.get(underWay);
        if (staging == null) {
            List<Arrival> listeners = new CopyOnWriteArrayList<>();
            staging = new Staging(bring(update, listeners), listeners);
            stagings.put(underWay, staging);
            staging.done().onComplete(done -> stagings.remove(underWay));
        }
        staging.listeners().add(arrival);
        return staging.done();
    }

    private Future<Void> bring(UpdateReady update, List<Arrival> listeners) {
        return files.call(() -> blobs.has(update.digest()))
                .compose(here -> here ? verifyKept(update, listeners) : pullAndKeep(update, listeners));
    }

    /** The names in staging that updates are being pulled to. */
    public Set<String> underWay() {
        return Set.copyOf(stagings.keySet());
    }

    /** Bytes of updates that came over the wire, also of those that were refused. */
    public long bytesPulled() {
        return bytesPulled.get();
    }

    /** Bytes of pulled files that turned out to be anything but the encoding of a backbone's tensors. */
    public long foreignBytes() {
        return foreignBytes.get();
    }

    private Future<Void> pullAndKeep(UpdateReady update, List<Arrival> listeners) {
        Optional<ArrivingValues> seen = manifest.arriving();
        return pull(update, listeners, seen).compose(staged -> keep(staged, update, seen));
    }

    private Future<Path> pull(UpdateReady update, List<Arrival> listeners, Optional<ArrivingValues> seen) {
        Path target = blobs.staging(name(update));
        PullListener progress = new PullListener() {
            @Override
            public void written(long soFar) {
                listeners.forEach(listener -> listener.pulled(soFar));
                turns.advanced();
            }

            @Override
            public void arrived(long position, ByteBuffer bytes) {
                bytesPulled.addAndGet(bytes.remaining());
                seen.ifPresent(values -> values.take(position, bytes));
            }
        };
        return turns.take(
                        () -> puller.pull(update.site(), update.digest(), update.bytes(), target, progress),
                        () -> listeners.forEach(Arrival::waiting))
                .recover(e -> Future.failedFuture(e instanceof TransferException ? untransferred(e) : e));
    }

    private static UpdateRefusedException untransferred(Throwable e) {
        return new UpdateRefusedException(
                Refusal.TRANSFER_FAILED, "The update could not be pulled: " + e.getMessage(), e);
    }

    private Future<Void> keep(Path staged, UpdateReady update, Optional<ArrivingValues> seen) {
        return files.call(() -> {
            try {
                verify(staged, update, seen);
                blobs.keep(staged, update.digest());
            } catch (IOException | RuntimeException e) {
                Files.deleteIfExists(staged);
                throw e;
            }
            return null;
        });
    }

    /** An update that lies here already: from the attempt before, or because two sites have the same. */
    private Future<Void> verifyKept(UpdateReady update, List<Arrival> listeners) {
        listeners.forEach(listener -> listener.pulled(update.bytes()));
        return files.call(() -> {
            verify(blobs.path(update.digest()), update, Optional.empty());
            return null;
        });
    }

    private void verify(Path file, UpdateReady update, Optional<ArrivingValues> seen) {
        try {
            manifest.check(file);
            manifest.checkFinite(file, seen);
        } catch (ManifestViolationException e) {
            foreignBytes.addAndGet(update.bytes());
            throw new UpdateRefusedException(Refusal.NOT_IN_MANIFEST, told(e, file, update), e);
        } catch (NonFiniteException e) {
            throw new UpdateRefusedException(Refusal.NOT_FINITE, told(e, file, update), e);
        }
    }

    /** The message without the path of a folder here, which is nothing to a site. */
    private static String told(RuntimeException e, Path file, UpdateReady update) {
        return e.getMessage().replace(file.toString(), "the update " + update.digest());
    }

    /** What is pulled is called so in staging, too. */
    private static String name(UpdateReady update) {
        return update.site() + "-" + update.digest();
    }

    private static <T> Future<T> refused(Refusal refusal, String reason) {
        return Future.failedFuture(new UpdateRefusedException(refusal, reason));
    }
}
