package io.lorkd.simulation;

import io.lorkd.coordinator.Coordinator;
import io.lorkd.coordinator.CoordinatorSettings;
import io.lorkd.coordinator.event.CoordinatorEvent;
import io.lorkd.coordinator.http.HttpSettings;
import io.lorkd.coordinator.run.RunOutcome;
import io.lorkd.model.data.Phantoms;
import io.lorkd.model.train.StepLock;
import io.lorkd.protocol.InvalidConfigurationException;
import io.lorkd.protocol.command.Await;
import io.lorkd.protocol.command.ClosingOnSignal;
import io.lorkd.protocol.command.RunFailedException;
import io.lorkd.protocol.link.Link;
import io.lorkd.site.SiteAgent;
import io.lorkd.site.SiteOutcome;
import io.lorkd.site.SiteSettings;
import io.lorkd.site.region.SiteRegion;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Coordinator and sites in this JVM, on one event bus; the sites take turns at the training step. */
final class InProcessFederation implements Federation {

    /** Shared by every run in this JVM: the engine computes one training step at a time. */
    private final StepLock stepLock = new StepLock();

    @Override
    public RunOutcome run(FederationSpec spec, ProgressPrinter progress) {
        Vertx vertx = Await.result(Link.local());
        List<SiteAgent> agents = new CopyOnWriteArrayList<>();
        try {
            return ClosingOnSignal.during(
                    "the simulation", vertx, () -> closed(agents), () -> run(vertx, spec, progress, agents));
        } finally {
            Await.result(vertx.close());
        }
    }

    private RunOutcome run(Vertx vertx, FederationSpec spec, ProgressPrinter progress, List<SiteAgent> agents) {
        Promise<RunOutcome> outcome = Promise.promise();
        Coordinator coordinator = Await.result(Coordinator.start(
                vertx,
                CoordinatorSettings.of(spec.plan(), spec.coordinatorFolder())
                        .withHttp(HttpSettings.anyLocalPort())
                        .withEvents(event -> {
                            progress.happened(event);
                            failIfPaused(event, outcome);
                        })));
        try {
            for (FederationSpec.Site site : spec.sites()) {
                agents.add(Await.result(SiteAgent.start(vertx, settings(spec, site))));
            }
            return untilEnd(outcome, coordinator, agents);
        } finally {
            Await.result(coordinator.close());
        }
    }

    /** After the steps under way: an engine that the JVM unloads at work brings the process down with a core dump. */
    private static Future<Void> closed(List<SiteAgent> agents) {
        return Future.join(agents.stream().map(SiteAgent::close).toList()).mapEmpty();
    }

    private static RunOutcome untilEnd(Promise<RunOutcome> first, Coordinator coordinator, List<SiteAgent> agents) {
        RunOutcome outcome = Await.result(unlessRefused(first, coordinator, agents));
        if (outcome.finished()) {
            for (SiteAgent agent : agents) {
                Await.result(agent.ended());
            }
        }
        return outcome;
    }

    /** The run's outcome; fails at once where a site cannot take part, since the run would wait for it in vain. */
    private static Future<RunOutcome> unlessRefused(
            Promise<RunOutcome> first, Coordinator coordinator, List<SiteAgent> agents) {
        coordinator.outcome().onSuccess(first::tryComplete).onFailure(first::tryFail);
        for (SiteAgent agent : agents) {
            agent.ended().onSuccess(ended -> {
                if (ended.kind() == SiteOutcome.Kind.REFUSED) {
                    first.tryFail(new InvalidConfigurationException(ended.reason()));
                }
            });
        }
        return first.future();
    }

    /** Nobody is here who could look into it and let the run go on. */
    private static void failIfPaused(CoordinatorEvent event, Promise<RunOutcome> first) {
        if (event instanceof CoordinatorEvent.RunPaused paused) {
            first.tryFail(new RunFailedException("The run cannot go on: " + paused.reason()));
        }
    }

    private SiteSettings settings(FederationSpec spec, FederationSpec.Site site) {
        return new SiteSettings(
                site.id(),
                spec.siteFolder(site),
                site.regions().stream().map(InProcessFederation::region).toList(),
                stepLock);
    }

    private static SiteRegion region(RegionSource source) {
        // What is on disk was read once, for the run and its baselines.
        if (source instanceof RegionSource.DataSet dataSet) {
            return new SiteRegion(dataSet.region(), (preprocessing, parts, seed) -> dataSet.images());
        }
        if (source instanceof RegionSource.Volumes set) {
            return SiteRegion.of(set.description(), set.volumes());
        }
        if (source instanceof RegionSource.VolumePhantom phantom) {
            return SiteRegion.ofPhantomVolumes(phantom.region(), phantom.region());
        }
        return new SiteRegion(
                source.region(), (preprocessing, parts, seed) -> Phantoms.region(source.region(), seed, preprocessing));
    }
}
