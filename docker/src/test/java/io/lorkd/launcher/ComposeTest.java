package io.lorkd.launcher;

import io.lorkd.coordinator.command.CoordinatorFile;
import io.lorkd.protocol.config.ConfigurationReader;
import io.lorkd.protocol.plan.Plan;
import io.lorkd.protocol.plan.PlanReader;
import io.lorkd.site.command.SiteFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** No Docker engine is at hand where this runs: the files are read, and held against programs and configuration. */
class ComposeTest {
    private static final String OURS = "lorkd-";

    private final ComposeFile compose = ComposeFile.read(Path.of("compose.yaml"));
    private final ComposeFile cluster = ComposeFile.read(Path.of("compose.cluster.yaml"));
    private final ImageFile images = ImageFile.read(Path.of("Dockerfile"));
    private final Map<String, ComposeFile.Service> services = compose.services();
    private final CoordinatorFile coordinator =
            ConfigurationReader.read(compose.config("coordinator"), CoordinatorFile.class);

    @TempDir
    Path keys;

    @Test
    void whatItNamesIsThere() {
        Stream.of(compose, cluster)
                .forEach(file -> file.top("configs")
                        .keySet()
                        .forEach(name -> assertThat(file.config(name)).isRegularFile()));
        assertThat(compose.top("configs").keySet())
                .containsAll(cluster.top("configs").keySet());
        services.values().forEach(service -> {
            assertThat(compose.top("configs").keySet())
                    .containsAll(service.configs().values());
            assertThat(compose.top("volumes").keySet())
                    .containsAll(service.mounts().stream()
                            .map(ComposeFile.Mount::volume)
                            .toList());
            assertThat(compose.top("networks").keySet()).containsAll(service.list("networks"));
            assertThat(services.keySet()).containsAll(service.list("depends_on"));
        });
        assertThat(compose.top("networks").get("federation")).isEqualTo(Map.of("internal", true));
    }

    @Test
    void itsImagesAreBuiltAndItsCommandsUnderstood() {
        for (ComposeFile.Service service : ours()) {
            String image = service.text("image").orElseThrow().substring(OURS.length());
            assertThat(images.stages()).containsKey(image);
            List<String> command = service.list("command").isEmpty()
                    ? ImageFile.exec(images.stages().get(image).last("CMD"))
                    : service.list("command");
            Main.commandLine().parseArgs(command.toArray(String[]::new));
            int config = command.indexOf("--config");
            if (config >= 0) {
                assertThat(service.configs()).containsKey(command.get(config + 1));
            }
        }
    }

    @Test
    void ourContainersWriteToTheirStateAndNowhereElse() {
        for (ComposeFile.Service service : ours()) {
            assertThat(service.content()).containsEntry("read_only", true).containsKey("tmpfs");
            assertThat(service.list("cap_drop")).containsExactly("ALL");
            assertThat(service.list("security_opt")).containsExactly("no-new-privileges:true");
            assertThat(service.text("user")).as("the image's own").isEmpty();
        }
        String made = images.stages().get("runtime").last("RUN");
        ours().stream()
                .flatMap(service -> service.mounts().stream())
                .forEach(mount -> assertThat(made).as("a folder of the user's").contains(mount.target()));
        assertThat(coordinator.state()).hasToString("/var/lib/lorkd");
        assertThat(mounted(services.get("coordinator"), "/var/lib/lorkd")).isNotEmpty();
        sites(compose).forEach((name, site) -> {
            assertThat(site.state()).hasToString("/var/lib/lorkd");
            assertThat(mounted(services.get(name), "/var/lib/lorkd")).isNotEmpty();
        });
    }

    @Test
    void everyoneFindsTheKeysThatProvisionMakesAndNobodyElses() {
        List<String> command = services.get("provision").list("command");
        assertThat(command.get(command.indexOf("--out") + 1))
                .isEqualTo(services.get("provision").mounts().get(0).target());
        assertThat(Called.lorkd(command.stream()
                                .map(word -> word.equals("/keys") ? keys.toString() : word)
                                .toArray(String[]::new))
                        .exitCode())
                .isZero();

        ComposeFile.Service first = services.get("coordinator");
        var gateway = coordinator.gateway().orElseThrow();
        Stream.of(
                        gateway.certificate(),
                        gateway.key(),
                        gateway.trust(),
                        gateway.revocations().orElseThrow(),
                        coordinator.journal().orElseThrow().passwordFile().orElseThrow())
                .forEach(file -> assertThat(provided(first, file)).isRegularFile());
        sites(compose).forEach((name, site) -> {
            var link = site.link().gateway().orElseThrow();
            Stream.of(link.certificate(), link.key(), link.trust())
                    .forEach(file ->
                            assertThat(provided(services.get(name), file)).isRegularFile());
            assertThat(services.get(name).mounts().stream()
                            .filter(mount -> mount.volume().equals("keys")))
                    .singleElement()
                    .satisfies(mount -> {
                        assertThat(mount.subpath()).isEqualTo("sites/" + site.site());
                        assertThat(mount.readOnly()).isTrue();
                    });
        });
        assertThat(keys.resolve(services.get("database").mounts().get(1).subpath())
                        .resolve("password"))
                .isRegularFile();
        assertThat(command.subList(command.indexOf("--site") + 1, command.size()))
                .containsExactlyInAnyOrderElementsOf(
                        sites(compose).values().stream().map(SiteFile::site).toList());
    }

    @Test
    void portsAndHostsAgree() {
        assertThat(services.get("coordinator").list("ports"))
                .containsExactly("127.0.0.1:8080:" + coordinator.http().port());
        assertThat(coordinator.http().publicUrl()).contains("http://127.0.0.1:8080");
        assertThat(services.values().stream().flatMap(service -> service.list("ports").stream()))
                .as("nothing but the loopback leads in")
                .allMatch(port -> port.startsWith("127.0.0.1:"));
        int gatewayPort = coordinator.gateway().orElseThrow().port();
        List<String> provision = services.get("provision").list("command");
        List<String> hosts = provision.subList(provision.indexOf("--host") + 1, provision.indexOf("--site"));
        Set<String> called = new TreeSet<>();
        sites(compose)
                .values()
                .forEach(site -> site.link().gateway().orElseThrow().urls().stream()
                        .map(URI::create)
                        .forEach(url -> {
                            called.add(url.getHost());
                            assertThat(url.getPort()).isEqualTo(gatewayPort);
                        }));
        assertThat(hosts).containsExactlyInAnyOrderElementsOf(called);
        assertThat(services.keySet()).containsAll(called);
        assertThat(services.get("line").list("command"))
                .contains("0.0.0.0:" + gatewayPort, "coordinator:" + gatewayPort);
        assertThat(coordinator.journal().orElseThrow().url()).isEqualTo("jdbc:postgresql://database/lorkd");
        assertThat(images.stages().get("coordinator").last("EXPOSE").split(" "))
                .contains(
                        Integer.toString(coordinator.http().port()),
                        Integer.toString(gatewayPort),
                        Integer.toString(coordinator.metrics().orElseThrow().port()));
    }

    @Test
    void healthChecksAskWhatIsServed() {
        assertThat(health("coordinator"))
                .isEqualTo(URI.create("http://127.0.0.1:" + coordinator.http().port() + "/health"));
        sites(compose)
                .values()
                .forEach(site -> assertThat(health("site"))
                        .isEqualTo(URI.create("http://127.0.0.1:"
                                + site.metrics().orElseThrow().port() + "/metrics")));
        assertThat(health("site-cu121")).isEqualTo(health("site"));
    }

    @Test
    void prometheusAsksWhoShowsMetrics() {
        Set<String> targets = new TreeSet<>();
        targets.add("coordinator:" + coordinator.metrics().orElseThrow().port());
        sites(compose).forEach((name, site) -> {
            if (services.get(name).list("profiles").isEmpty()) {
                targets.add(name + ":" + site.metrics().orElseThrow().port());
            }
        });
        Set<String> asked =
                ComposeFile.read(compose.config("prometheus")).content().get("scrape_configs") instanceof List<?> jobs
                        ? jobs.stream()
                                .flatMap(job -> ((List<?>) ((Map<?, ?>) job).get("static_configs")).stream())
                                .flatMap(group -> ((List<?>) ((Map<?, ?>) group).get("targets")).stream())
                                .map(Object::toString)
                                .collect(Collectors.toCollection(TreeSet::new))
                        : Set.of();
        assertThat(asked).isEqualTo(targets);
    }

    @Test
    void thePlanWaitsForAsManySitesAsThereAre() {
        Plan plan = PlanReader.read(compose.config("plan"));
        assertThat(sites(compose).keySet().stream()
                        .filter(name -> services.get(name).list("profiles").isEmpty()))
                .hasSize(plan.rounds().sites());
    }

    @Test
    void inTheClusterEveryoneJoinsTheCoordinator() {
        CoordinatorFile first = ConfigurationReader.read(cluster.config("coordinator"), CoordinatorFile.class);
        var section = first.link().cluster().orElseThrow();
        assertThat(compose.content().toString()).contains("aliases=[" + section.host() + "]");
        assertThat(first.gateway()).isEmpty();
        assertThat(first.http()).isEqualTo(coordinator.http());
        assertThat(first.journal()).isEqualTo(coordinator.journal());
        sites(cluster).forEach((name, site) -> {
            var link = site.link().cluster().orElseThrow();
            assertThat(link.members())
                    .containsExactly(section.host() + ":" + section.port().orElseThrow());
            assertThat(link.name()).isEqualTo(section.name());
            assertThat(link.host()).isEqualTo(name);
        });
    }

    @Test
    void secretsComeInFiles() throws Exception {
        assertThat(services.get("database").content().get("environment").toString())
                .contains("POSTGRES_PASSWORD_FILE=/run/lorkd/password");
        String text = Files.readString(Path.of("compose.yaml"));
        assertThat(text.lines()
                        .filter(line -> line.toLowerCase(java.util.Locale.ROOT).contains("password:")))
                .isEmpty();
    }

    private List<ComposeFile.Service> ours() {
        return services.values().stream()
                .filter(service -> service.text("image").orElseThrow().startsWith(OURS))
                .toList();
    }

    /** By service. */
    private Map<String, SiteFile> sites(ComposeFile file) {
        return file.top("configs").keySet().stream()
                .filter(name -> name.startsWith("site-"))
                .collect(Collectors.toMap(
                        name -> name, name -> ConfigurationReader.read(file.config(name), SiteFile.class)));
    }

    private URI health(String image) {
        List<String> command =
                ImageFile.exec(images.stages().get(image).last("HEALTHCHECK").replaceFirst(".* CMD ", ""));
        return URI.create(command.get(command.indexOf("--url") + 1));
    }

    private static List<ComposeFile.Mount> mounted(ComposeFile.Service service, String target) {
        return service.mounts().stream()
                .filter(mount -> mount.target().equals(target) && !mount.readOnly())
                .toList();
    }

    /** Where a file that a configuration names lies among the keys that were made. */
    private Path provided(ComposeFile.Service service, Path named) {
        Path inContainer = Path.of("/etc/lorkd").resolve(named);
        ComposeFile.Mount mount = service.mounts().stream()
                .filter(each -> inContainer.startsWith(each.target()))
                .findFirst()
                .orElseThrow(() -> new AssertionError(service.name() + " has nothing at " + inContainer));
        return keys.resolve(mount.subpath())
                .resolve(Path.of(mount.target()).relativize(inContainer).toString());
    }
}
