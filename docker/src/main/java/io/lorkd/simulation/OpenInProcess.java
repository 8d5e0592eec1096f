package io.lorkd.simulation;

import io.lorkd.coordinator.Coordinator;
import io.lorkd.coordinator.CoordinatorSettings;
import io.lorkd.coordinator.event.CoordinatorEvents;
import io.lorkd.coordinator.http.HttpSettings;
import io.lorkd.coordinator.http.access.Secret;
import io.lorkd.coordinator.run.RunOutcome;
import io.lorkd.model.data.Phantoms;
import io.lorkd.model.train.StepLock;
import io.lorkd.protocol.InvalidConfigurationException;
import io.lorkd.protocol.command.Await;
import io.lorkd.protocol.command.ClosingOnSignal;
import io.lorkd.protocol.command.RunFailedException;
import io.lorkd.site.SiteAgent;
import io.lorkd.site.SiteOutcome;
import io.lorkd.site.SiteSettings;
import io.lorkd.site.region.SiteRegion;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;

import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A coordinator in this JVM, and the sites that it lets in. */
final class OpenInProcess implements OpenFederation {
    private final Vertx vertx;
    private final StepLock stepLock;
    private final FederationSpec spec;
    private final Coordinator coordinator;
    private final String ticket;
    private final Promise<RunOutcome> outcome;

    private final List<SiteAgent> agents = new CopyOnWriteArrayList<>();

    private OpenInProcess(
            Vertx vertx,
            StepLock stepLock,
            FederationSpec spec,
            Coordinator coordinator,
            String ticket,
            Promise<RunOutcome> outcome) {
        this.vertx = vertx;
        this.stepLock = stepLock;
        this.spec = spec;
        this.coordinator = coordinator;
        this.ticket = ticket;
        this.outcome = outcome;
    }

    /** @param vertx closed with it */
    static OpenInProcess start(Vertx vertx, StepLock stepLock, FederationSpec spec, ProgressPrinter progress) {
        String ticket = Secret.make();
        Promise<RunOutcome> outcome = Promise.promise();
        CoordinatorEvents pause = spec.attended()
                ? CoordinatorEvents.none()
                : new UnattendedPause(
                        reason -> outcome.tryFail(new RunFailedException("The run cannot go on: " + reason)));
        Coordinator coordinator = Await.result(Coordinator.start(
                vertx,
                CoordinatorSettings.of(spec.plan(), spec.coordinatorFolder())
                        .withHttp(HttpSettings.anyLocalPort().withTicket(ticket))
                        .withEvents(progress.andThen(pause))));
        return new OpenInProcess(vertx, stepLock, spec, coordinator, ticket, outcome);
    }

    @Override
    public URI dashboard() {
        return OpenFederation.dashboard(coordinator.port(), ticket);
    }

    @Override
    public RunOutcome run() {
        return ClosingOnSignal.during("the simulation", vertx, this::closeSites, this::untilEnd);
    }

    private RunOutcome untilEnd() {
        for (FederationSpec.Site site : spec.sites()) {
            agents.add(Await.result(SiteAgent.start(vertx, settings(site))));
        }
        RunOutcome ended = Await.result(unlessRefused());
        if (ended.finished()) {
            for (SiteAgent agent : agents) {
                Await.result(agent.ended());
            }
        }
        return ended;
    }

    /** The run's outcome; fails at once where a site cannot take part, since the run would wait for it in vain. */
    private Future<RunOutcome> unlessRefused() {
        coordinator.outcome().onSuccess(outcome::tryComplete).onFailure(outcome::tryFail);
        for (SiteAgent agent : agents) {
            agent.ended().onSuccess(ended -> {
                if (ended.kind() == SiteOutcome.Kind.REFUSED) {
                    outcome.tryFail(new InvalidConfigurationException(ended.reason()));
                }
            });
        }
        return outcome.future();
    }

    private SiteSettings settings(FederationSpec.Site site) {
        return new SiteSettings(
                site.id(),
                spec.siteFolder(site),
                site.regions().stream().map(OpenInProcess::region).toList(),
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

    /** After the steps under way: an engine that the JVM unloads at work brings the process down with a core dump. */
    private Future<Void> closeSites() {
        return Future.join(agents.stream().map(SiteAgent::close).toList()).mapEmpty();
    }

    @Override
    public void close() {
        try {
            Await.result(coordinator.close());
        } finally {
            Await.result(vertx.close());
        }
    }
}
