package io.lorkd.coordinator.run;

import io.lorkd.coordinator.disk.StateFolder;
import io.lorkd.coordinator.event.CoordinatorEvent;
import io.lorkd.coordinator.journal.JournalThread;
import io.lorkd.coordinator.order.Order;
import io.lorkd.coordinator.order.Orders;
import io.lorkd.coordinator.registry.SiteRegistry;
import io.lorkd.coordinator.time.Time;
import io.lorkd.coordinator.work.BlockingWork;
import io.lorkd.protocol.InvalidConfigurationException;
import io.lorkd.protocol.command.RunFailedException;
import io.lorkd.protocol.link.Address;
import io.lorkd.protocol.link.Messenger;
import io.lorkd.protocol.transfer.BlobHolder;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.MessageConsumer;

import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

import static java.util.Objects.requireNonNull;

/**
 * The actor that takes a run through its states, and the only one that does. It opens the run, lets sites in, notes that they
 * live, and does what a person orders.
 */
public final class RoundScheduler extends VerticleBase implements Orders {
    /** How long sites that must be told of the end are waited for. */
    private static final Duration FAREWELL = Duration.ofSeconds(2);

    private final String newRun;
    private final RunSettings settings;
    private final StateFolder folder;
    private final BlockingWork files;
    private final JournalThread journal;
    private final Time time;
    private final Promise<RunOutcome> outcome = Promise.promise();

    private BlobHolder holder;
    private MessageConsumer<?> consumer;
    private Run run;
    private RunOrders orders;
    private volatile List<String> possible = List.of();
    private StatusView view;
    private Context home;
    private Time.Timer liveness = () -> {};

    /**
     * @param newRun the id of the run, where a new one is begun
     * @param folder where tensor files lie
     * @param files the thread that reads and writes them
     */
    public RoundScheduler(
            String newRun,
            RunSettings settings,
            StateFolder folder,
            BlockingWork files,
            JournalThread journal,
            Time time) {
        this.newRun = requireNonNull(newRun, "newRun");
        this.settings = requireNonNull(settings, "settings");
        this.folder = requireNonNull(folder, "folder");
        this.files = requireNonNull(files, "files");
        this.journal = requireNonNull(journal, "journal");
        this.time = requireNonNull(time, "time");
    }

    /**
     * Begins a run, or goes on with the one that the journal holds open.
     *
     * <p>Fails with {@link InvalidConfigurationException} where that one has another plan, and with {@link RunFailedException}
     * where its backbone is gone.
     */
    @Override
    public Future<?> start() {
        home = context;
        holder = BlobHolder.serve(vertx, Address.coordinatorName());
        return new RunOpening(vertx, time, settings.with(this::happened), folder, files, journal, holder)
                .open(newRun)
                .compose(opened -> holder.ready().map(opened))
                .compose(this::letSitesIn)
                .onFailure(e -> holder.close());
    }

    private Future<?> letSitesIn(Run opened) {
        run = opened;
        run.outcome().onComplete(outcome);
        orders = new RunOrders(run);
        view = new StatusView(run);
        lookAtWhatIsPossible();
        watch();
        consumer = new Messenger(vertx).onCoordinatorMessage(new Reception(run, view, home)::hear);
        return consumer.completion();
    }

    /** The run's id, once it has started. */
    public String runId() {
        return run.id();
    }

    /** How the run ends. */
    public Future<RunOutcome> outcome() {
        return outcome.future();
    }

    /** Where the run stands. May be called from anywhere. */
    public Future<RunStatus> status() {
        Promise<RunStatus> status = Promise.promise();
        home.runOnContext(here -> status.complete(view.status()));
        return status.future();
    }

    // Orders

    @Override
    public Future<Void> pause(String reason, String who) {
        return atHome(() -> orders.pause(reason, who));
    }

    @Override
    public Future<Void> resume(String who) {
        return atHome(() -> orders.resume(who));
    }

    @Override
    public Future<Void> stop(String reason, String who) {
        return atHome(() -> orders.stop(reason, who));
    }

    @Override
    public Future<Void> exclude(String site, String reason, String who) {
        return atHome(() -> orders.exclude(site, reason, who));
    }

    @Override
    public Future<Void> readmit(String site, String who) {
        return atHome(() -> orders.readmit(site, who));
    }

    @Override
    public List<String> possible() {
        return possible;
    }

    /** Whatever changes what is possible is an event; who hears of it finds it changed. */
    private void happened(CoordinatorEvent event) {
        lookAtWhatIsPossible();
        settings.events().happened(event);
    }

    private void lookAtWhatIsPossible() {
        if (orders != null) {
            possible = orders.possible().stream().map(Order::word).toList();
        }
    }

    private <T> Future<T> atHome(Supplier<Future<T>> work) {
        Promise<T> done = Promise.promise();
        home.runOnContext(here -> work.get().onComplete(done));
        return done.future();
    }

    /** Leaves the run open where it has not ended, and tells nobody: it goes on when a coordinator starts on the folder again. */
    @Override
    public Future<?> stop() {
        liveness.cancel();
        if (run == null) {
            return holder == null ? Future.succeededFuture() : holder.close();
        }
        boolean ended = run.state() instanceof Ended;
        run.leaveOpen("The coordinator was closed before the run had ended; start it again, and the run goes on");
        return (ended ? farewell() : Future.succeededFuture())
                .onComplete(told -> run.lines().hangUp())
                .eventually(() -> consumer == null ? Future.succeededFuture() : consumer.unregister())
                .eventually(holder::close);
    }

    /** Done when the end is written and told, or was tried for long enough. */
    private Future<Void> farewell() {
        Promise<Void> patience = Promise.promise();
        Time.Timer timer = time.after(FAREWELL, patience::tryComplete);
        Future<Void> told = run.outcome().transform(written -> run.lines().idle());
        return Future.any(told, patience.future()).<Void>mapEmpty().onComplete(either -> timer.cancel());
    }

    // Who lives

    private void watch() {
        liveness = time.after(settings.liveness().heartbeat(), () -> {
            for (SiteRegistry.Loss loss : run.sites().markLost()) {
                if (!run.isOver() && run.awaits(loss.site())) {
                    run.happened(new CoordinatorEvent.SiteLost(loss.site().id(), loss.silence()));
                    run.state().lost(loss.site());
                }
            }
            run.state().ticked();
            run.happened(view.pulse());
            watch();
        });
    }
}
