package io.lorkd.browser;

import io.lorkd.coordinator.Coordinator;
import io.lorkd.coordinator.CoordinatorSettings;
import io.lorkd.model.data.Phantoms;
import io.lorkd.model.data.RegionData;
import io.lorkd.model.train.StepLock;
import io.lorkd.protocol.command.Await;
import io.lorkd.protocol.plan.PlanReader;
import io.lorkd.site.SiteAgent;
import io.lorkd.site.SiteSettings;
import io.lorkd.site.console.ConsoleView;
import io.lorkd.site.console.SiteConsole;
import io.lorkd.site.console.SiteFacts;
import io.lorkd.site.policy.LocalPolicy;
import io.lorkd.site.region.ImageRegion;
import io.lorkd.site.region.SiteRegion;
import io.vertx.core.Vertx;

import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;

/** A run that goes on, of one real site whose console is on. */
final class ShownSite implements AutoCloseable {
    static final String SITE = "st-anna";

    private final Vertx vertx = Vertx.vertx();
    private final Coordinator coordinator;
    private final SiteConsole console;
    private final SiteAgent agent;

    private ShownSite(Path folder, String plan, LocalPolicy policy, List<SiteRegion> regions) {
        coordinator = Await.result(Coordinator.start(
                vertx, CoordinatorSettings.of(PlanReader.parse(plan, "a test's plan"), folder.resolve("coordinator"))));
        ConsoleView view = new ConsoleView(Clock.systemUTC());
        SiteSettings settings = new SiteSettings(SITE, folder.resolve(SITE), regions, new StepLock())
                .withEvents(view)
                .withPolicy(policy);
        SiteAgent.Prepared prepared = SiteAgent.prepare(settings);
        console = Await.result(SiteConsole.open(
                0,
                new SiteFacts(SITE, prepared.device(), prepared.regions(), settings.state(), policy.words()),
                view,
                settings.pictures()));
        agent = Await.result(prepared.start(vertx));
    }

    /** @param phantoms synthetic regions of images */
    static ShownSite ofImages(Path folder, String plan, LocalPolicy policy, String... phantoms) {
        return new ShownSite(
                folder,
                plan,
                policy,
                List.of(phantoms).stream().map(ShownSite::images).toList());
    }

    private static SiteRegion images(String phantom) {
        String name = name(phantom);
        ImageRegion drawn = (preprocessing, parts, seed) -> {
            RegionData data = Phantoms.region(phantom, seed, preprocessing);
            return new RegionData(name, data.classes(), data.training(), data.validation(), data.test());
        };
        return new SiteRegion(name, drawn);
    }

    private static String name(String phantom) {
        return phantom.replaceFirst("^phantom-", "");
    }

    /** @param phantoms synthetic regions of volumes */
    static ShownSite ofVolumes(Path folder, String plan, String... phantoms) {
        return new ShownSite(
                folder,
                plan,
                LocalPolicy.OPEN,
                List.of(phantoms).stream()
                        .map(phantom -> SiteRegion.ofPhantomVolumes(name(phantom), phantom))
                        .toList());
    }

    /** The console's address, with its token. */
    URI link() {
        return URI.create(console.link());
    }

    @Override
    public void close() {
        Await.result(agent.close());
        Await.result(console.close());
        Await.result(coordinator.close());
        Await.result(vertx.close());
    }
}
