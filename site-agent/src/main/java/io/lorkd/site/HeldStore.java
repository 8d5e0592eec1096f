package io.lorkd.site;

import io.lorkd.protocol.message.RoundId;
import io.lorkd.protocol.message.ToCoordinator.UpdateReady;
import io.lorkd.protocol.message.ToSite.RoundOffer;
import io.lorkd.site.checkpoint.CheckpointStore;
import io.lorkd.site.crash.SiteCrashPoint;
import io.lorkd.site.egress.EgressGuard;
import io.lorkd.site.egress.Ledger;
import io.lorkd.site.egress.Outbox;
import io.lorkd.site.folder.DurableFiles;
import io.lorkd.site.folder.StateFolder;
import io.lorkd.site.train.Trained;
import io.lorkd.site.train.TrainingOrder;
import io.lorkd.site.unit.Provenance;
import io.lorkd.site.unit.UnitStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What becomes of trained work on disk: units, outbox, and {@code held.json}, which ties an update to its unit. Each change
 * is a row of steps of which one decides; whatever the process was killed between, {@link #open} makes the rest good:
 *
 * <pre>
 * change   steps, in order                              killed before the deciding one   killed after it
 * -------  -------------------------------------------  -------------------------------  --------------------------------
 * seal     unit sealed, update in outbox and ledger,     unit and update are removed; the  held again, announced again;
 *          held.json WRITTEN, checkpoints removed       checkpoint goes on               checkpoints removed
 * promote  pointer WRITTEN, other units removed,        held again, and the coordinator  the unit is the promoted one, so
 *          held.json removed, update withdrawn          says again how the round closed  held.json and update are removed
 * drop     held.json REMOVED, update withdrawn,         held again, until it is dropped  unit and update are named by
 *          unit removed                                 again                            nothing, and are removed
 * </pre>
 *
 * <p>Removals are not forced to the disk. What comes back after a power failure is what stands left of the deciding step,
 * or is named by nothing. Reads and writes files: not for an event loop.
 */
final class HeldStore {
    private static final Logger LOG = LoggerFactory.getLogger(HeldStore.class);

    private static final String UNSOUND = "unsound";

    private final String site;
    private final HeldFile file;
    private final UnitStore units;
    private final Outbox outbox;
    private final EgressGuard guard;
    private final CheckpointStore checkpoints;

    private HeldStore(
            String site,
            HeldFile file,
            UnitStore units,
            Outbox outbox,
            EgressGuard guard,
            CheckpointStore checkpoints) {
        this.site = site;
        this.file = file;
        this.units = units;
        this.outbox = outbox;
        this.guard = guard;
        this.checkpoints = checkpoints;
    }

    /** A store, and what the last process held of the same run. */
    record Opened(HeldStore store, Optional<Held> held) {}

    /**
     * Opens the store for a run, and repairs what the last process was killed in.
     *
     * @throws io.lorkd.site.egress.LedgerBrokenException if somebody changed the ledger
     */
    static Opened open(String site, StateFolder folder, String run, EgressGuard guard, Outbox.Grants grants)
            throws IOException {
        HeldFile file = new HeldFile(folder.held());
        Optional<HeldFile.Entry> last = file.read();
        Ledger ledger =
                Ledger.open(folder.ledger(), last.map(found -> found.update().ledgerHead()), Clock.systemUTC());
        Optional<HeldFile.Entry> entry = last.filter(
                        found -> found.offer().run().equals(run))
                .filter(found -> found.update().site().equals(site));
        HeldStore store = new HeldStore(
                site,
                file,
                UnitStore.open(folder.units(), run, entry.map(HeldFile.Entry::unit)),
                Outbox.open(
                        folder.outbox(),
                        guard,
                        grants,
                        ledger,
                        entry.map(found -> found.update().digest())),
                guard,
                new CheckpointStore(folder.checkpoints()));
        store.checkpoints.sweep(run);
        return new Opened(store, store.recover(entry));
    }

    private Optional<Held> recover(Optional<HeldFile.Entry> entry) throws IOException {
        if (entry.isEmpty()) {
            file.remove();
            return Optional.empty();
        }
        HeldFile.Entry found = entry.get();
        RoundOffer offer = found.offer();
        Optional<UnitStore.Unit> unit = units.find(found.unit());
        boolean decided = units.promoted()
                .filter(promoted ->
                        promoted.provenance().round() >= offer.round().round())
                .isPresent();
        if (!decided && unit.isPresent() && outbox.readmit(found.update().digest())) {
            LOG.info("site {}: the update of {} is still held", site, offer.round());
            checkpoints.clear();
            return Optional.of(new Held(offer, found.update(), unit.get()));
        }
        if (!decided) {
            LOG.warn(
                    "site {}: the update of {} is not whole; it is trained again if it is asked for",
                    site,
                    offer.round());
        }
        file.remove();
        outbox.withdraw(found.update().digest());
        units.sweep();
        return Optional.empty();
    }

    /** The unit that counts. */
    Optional<UnitStore.Unit> promoted() {
        return units.promoted();
    }

    /** An empty folder for what an attempt trains. */
    Path candidate(RoundId round) throws IOException {
        return units.candidate(round.round(), round.attempt());
    }

    /** Takes what was trained: from here on it is not trained again while the round is open. */
    Held seal(TrainingOrder order, Trained trained) throws IOException {
        RoundOffer offer = order.offer();
        RoundId round = offer.round();
        guard.checkReport(trained.losses(), trained.metrics());
        // The unit first: once the update can be pulled, there is a unit to promote.
        UnitStore.Unit unit = units.seal(
                order.unit(),
                new Provenance(round.run(), round.round(), round.attempt(), offer.backbone(), trained.position()));
        SiteCrashPoint.UNIT_SEALED.reached();
        Outbox.Update update = outbox.admit(round, order.update());
        SiteCrashPoint.UPDATE_ADMITTED.reached();
        Held held = new Held(offer, announcement(round, update, trained), unit);
        try {
            file.write(held);
        } catch (IOException e) {
            outbox.withdraw(update.digest()); // or it could be pulled, and be nobody's
            throw e;
        }
        SiteCrashPoint.HELD_WRITTEN.reached();
        checkpoints.clear();
        SiteCrashPoint.CHECKPOINT_REMOVED.reached();
        return held;
    }

    private UpdateReady announcement(RoundId round, Outbox.Update update, Trained trained) {
        Map<String, Double> metrics = new HashMap<>(trained.metrics());
        update.unsound().ifPresent(found -> {
            LOG.warn("site {}: the update of {} is unsound: {}", site, round, found);
            metrics.put(UNSOUND, 1.0);
        });
        return new UpdateReady(
                site,
                round,
                update.digest(),
                update.bytes(),
                trained.samples(),
                trained.losses(),
                metrics,
                update.ledgerHead());
    }

    /** Removes what is left of work that failed or was cancelled, but for its checkpoint. */
    void clear(TrainingOrder order) throws IOException {
        DurableFiles.remove(order.update());
        units.discard(order.unit());
    }

    /** Makes what was trained count. */
    void promote(Held held) throws IOException {
        SiteCrashPoint.CLOSING_HEARD.reached();
        units.promote(held.unit());
        SiteCrashPoint.UNIT_PROMOTED.reached();
        file.remove();
        SiteCrashPoint.HELD_REMOVED.reached();
        outbox.withdraw(held.update().digest());
        SiteCrashPoint.UPDATE_WITHDRAWN.reached();
    }

    /** Gives up an update and its unit. */
    void drop(Held held) throws IOException {
        file.remove();
        SiteCrashPoint.HELD_REMOVED.reached();
        outbox.withdraw(held.update().digest());
        SiteCrashPoint.UPDATE_WITHDRAWN.reached();
        units.discard(held.unit().folder());
        SiteCrashPoint.UNIT_DISCARDED.reached();
    }
}
