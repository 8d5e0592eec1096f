package io.lorkd.site;

import io.lorkd.model.data.Preprocessing;
import io.lorkd.model.data.RegionData;
import io.lorkd.protocol.message.ToCoordinator.Region;
import io.lorkd.protocol.plan.Plan;
import io.lorkd.protocol.plan.PlanReader;
import io.lorkd.site.folder.StateFolder;
import io.lorkd.site.region.SiteRegion;
import io.lorkd.site.train.LocalTrainer;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;

import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;

/**
 * A site's part in a federation, as one actor: it enrols, trains what it is offered, keeps experts, heads and images at
 * home, and at the end writes each region's fused expert.
 */
public final class SiteAgent extends VerticleBase {
    private final SiteSettings settings;
    private final TrainerFactory trainers;
    private Site site;

    private SiteAgent(SiteSettings settings, TrainerFactory trainers) {
        this.settings = Objects.requireNonNull(settings, "settings");
        this.trainers = Objects.requireNonNull(trainers, "trainers");
    }

    /**
     * Opens the state folder, looks at the regions' data, and begins to enrol. Fails before anything is said to anybody
     * with {@link io.lorkd.model.InvalidInputException} if a region's data cannot be used, with {@link
     * io.lorkd.protocol.InvalidConfigurationException} if the state folder cannot, and with {@link
     * io.lorkd.protocol.command.RunFailedException} if another agent uses that folder.
     *
     * @param vertx on the link that the coordinator is on
     */
    public static Future<SiteAgent> start(Vertx vertx, SiteSettings settings) {
        return start(
                vertx,
                settings,
                (ofSite, context) -> new LocalTrainer(ofSite.site(), ofSite.regions(), ofSite.stepLock(), context));
    }

    static Future<SiteAgent> start(Vertx vertx, SiteSettings settings, TrainerFactory trainers) {
        SiteAgent agent = new SiteAgent(settings, trainers);
        return vertx.deployVerticle(agent).map(agent);
    }

    @Override
    public Future<?> start() {
        return vertx.executeBlocking(this::prepare).onSuccess(prepared -> {
            site = prepared;
            site.begin();
        });
    }

    private Site prepare() throws Exception {
        StateFolder folder = StateFolder.open(settings.state());
        try {
            List<Region> offered =
                    settings.regions().stream().map(SiteAgent::offer).toList();
            return new Site(vertx, settings, folder, offered, trainers);
        } catch (RuntimeException e) {
            folder.close();
            throw e;
        }
    }

    /**
     * The plan is not known yet, so the data are looked at as the default plan has them, but in full: a site's weight in
     * a round is never more than what it enrolled with.
     */
    private static Region offer(SiteRegion region) {
        Plan plan = PlanReader.defaults();
        RegionData data = region.source()
                .open(
                        new Preprocessing(plan.network().imageSize()),
                        new Plan.Data(OptionalInt.empty(), plan.data().heldOut()),
                        plan.seed());
        return new Region(region.name(), data.classes(), data.training().size());
    }

    /** How the site's part ended, once it has; never fails. */
    public Future<SiteOutcome> ended() {
        return site.ended();
    }

    /** Ends the step that is being computed, and the site's part with it. What was promoted stays. Closing twice is well. */
    public Future<Void> close() {
        return vertx.deploymentIDs().contains(deploymentID())
                ? vertx.undeploy(deploymentID())
                : Future.succeededFuture();
    }

    @Override
    public Future<?> stop() {
        return site == null ? Future.succeededFuture() : site.close();
    }
}
