package io.lorkd.site;

import io.lorkd.model.data.DataSetSummary;
import io.lorkd.protocol.link.gateway.Identity;
import io.lorkd.protocol.message.ToCoordinator.Region;
import io.lorkd.site.folder.StateFolder;
import io.lorkd.site.region.SiteRegion;
import io.lorkd.site.train.LocalTrainer;
import io.lorkd.site.train.Trainer;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;

import java.io.Closeable;
import java.util.List;

/**
 * A site's part in a federation, as one actor: it enrols, trains what it is offered, keeps experts, heads and images at
 * home, and at the end writes each region's fused expert.
 */
public final class SiteAgent extends VerticleBase {
    private final Prepared prepared;
    private final TrainerFactory trainers;
    private Site site;
    private Future<Void> closed;

    private SiteAgent(Prepared prepared, TrainerFactory trainers) {
        this.prepared = prepared;
        this.trainers = trainers;
    }

    /**
     * Opens the state folder and looks at the regions' data: all that can be wrong at this side before anything is said
     * to anybody. Reads files: not for an event loop.
     *
     * @throws io.lorkd.model.InvalidInputException if a region's data cannot be used
     * @throws io.lorkd.protocol.InvalidConfigurationException if the state folder cannot be used
     * @throws io.lorkd.protocol.command.RunFailedException if another agent uses the state folder
     */
    public static Prepared prepare(SiteSettings settings) {
        StateFolder folder = StateFolder.open(settings.state());
        try {
            return new Prepared(
                    settings,
                    folder,
                    settings.regions().stream().map(SiteAgent::offer).toList());
        } catch (RuntimeException e) {
            folder.close();
            throw e;
        }
    }

    private static Region offer(SiteRegion region) {
        DataSetSummary summary = region.source().summary();
        return new Region(region.name(), summary.classes(), summary.trainingImages());
    }

    /** A site that is ready to take part; its state folder is held until it is started and has ended, or is closed. */
    public static final class Prepared implements Closeable {
        private final SiteSettings settings;
        private final StateFolder folder;
        private final List<Region> offered;

        private Prepared(SiteSettings settings, StateFolder folder, List<Region> offered) {
            this.settings = settings;
            this.folder = folder;
            this.offered = offered;
        }

        /** Who the site says it is when it connects. */
        public Identity identity() {
            return new Identity(settings.site(), folder.instance());
        }

        /** What the site enrols with. */
        public List<Region> regions() {
            return offered;
        }

        /** Where the site trains, for people to read. */
        public String device() {
            return Device.describe();
        }

        /**
         * Begins to enrol.
         *
         * @param vertx on the link that the coordinator is on
         */
        public Future<SiteAgent> start(Vertx vertx) {
            return start(vertx, SiteAgent::localTrainer);
        }

        Future<SiteAgent> start(Vertx vertx, TrainerFactory trainers) {
            SiteAgent agent = new SiteAgent(this, trainers);
            return vertx.deployVerticle(agent).map(agent);
        }

        /** Gives the state folder back, where the site is not started after all. */
        @Override
        public void close() {
            folder.close();
        }
    }

    private static Trainer localTrainer(SiteSettings settings, Context context) {
        return new LocalTrainer(
                settings.site(),
                settings.regions(),
                settings.stepLock(),
                settings.checkpoint(),
                settings.pictures(),
                context);
    }

    /** {@linkplain #prepare Prepares}, and begins to enrol; fails where preparing throws. */
    public static Future<SiteAgent> start(Vertx vertx, SiteSettings settings) {
        return start(vertx, settings, SiteAgent::localTrainer);
    }

    static Future<SiteAgent> start(Vertx vertx, SiteSettings settings, TrainerFactory trainers) {
        return vertx.executeBlocking(() -> prepare(settings)).compose(prepared -> prepared.start(vertx, trainers));
    }

    @Override
    public Future<?> start() {
        site = new Site(vertx, prepared.settings, prepared.folder, prepared.offered, trainers);
        site.begin();
        return Future.succeededFuture();
    }

    /** How the site's part ended, once it has; never fails. */
    public Future<SiteOutcome> ended() {
        return site.ended();
    }

    /**
     * Ends the step that is being computed and writes down how far the round is. Nothing is told to the coordinator: the
     * site's part has not ended, and a later agent on the state folder goes on with it. A second call waits for the first.
     */
    public synchronized Future<Void> close() {
        if (closed == null) {
            closed = vertx.deploymentIDs().contains(deploymentID())
                    ? vertx.undeploy(deploymentID())
                    : Future.succeededFuture();
        }
        return closed;
    }

    @Override
    public Future<?> stop() {
        return site == null ? Future.succeededFuture() : site.close();
    }
}
