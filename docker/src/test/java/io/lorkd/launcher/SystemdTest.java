package io.lorkd.launcher;

import io.lorkd.coordinator.command.CoordinatorFile;
import io.lorkd.protocol.config.ConfigurationReader;
import io.lorkd.site.command.SiteFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** The units of the distribution, and the configuration that they name. */
class SystemdTest {
    private static final Path UNITS = Path.of("src/main/dist/systemd");
    private static final Path CONFIGURATION = Path.of("src/main/dist/etc");
    private static final Path ANALYZE = Path.of("/usr/bin/systemd-analyze");

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"lorkd-coordinator.service", "lorkd-site@.service"})
    void systemdFindsNothingWrong(String unit) throws Exception {
        assumeTrue(Files.isExecutable(ANALYZE), "systemd-analyze is not installed");
        // Where the launcher is on this machine; which it looks for.
        String text = Files.readString(UNITS.resolve(unit))
                .replace(
                        "ExecStart=/opt/lorkd",
                        "ExecStart=" + Path.of("src/main/dist").toAbsolutePath())
                .replace("User=lorkd", "User=root")
                .replace("Group=lorkd", "Group=root");
        Path copy = Files.writeString(folder.resolve(unit.replace("@.", "@hospital-a.")), text);
        Process process = new ProcessBuilder(ANALYZE.toString(), "verify", "--man=no", copy.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        assertThat(said.lines().filter(line -> line.contains(copy.getFileName().toString())))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"lorkd-coordinator.service", "lorkd-site@.service"})
    void runsWithNoMoreRightsThanItNeedsAndIsLeftTimeToEnd(String unit) throws IOException {
        Map<String, String> service = settings(unit);
        assertThat(service)
                .containsEntry("NoNewPrivileges", "yes")
                .containsEntry("CapabilityBoundingSet", "")
                .containsEntry("ProtectSystem", "strict")
                .containsEntry("ProtectHome", "yes")
                .containsEntry("PrivateTmp", "yes")
                .containsEntry("UMask", "0077")
                .containsEntry("User", "lorkd")
                .containsEntry("Restart", "on-failure")
                .containsEntry("RestartPreventExitStatus", "2")
                .containsEntry("SuccessExitStatus", "143");
        assertThat(Integer.parseInt(service.get("TimeoutStopSec")))
                .as("longer than the two half minutes that a daemon takes at most")
                .isGreaterThanOrEqualTo(60);
    }

    @Test
    void theCoordinatorsStateIsWhereItsUnitLetsItWrite() throws IOException {
        CoordinatorFile file =
                ConfigurationReader.read(CONFIGURATION.resolve("coordinator.yaml"), CoordinatorFile.class);
        Map<String, String> unit = settings("lorkd-coordinator.service");
        assertThat(file.state()).hasToString("/var/lib/" + unit.get("StateDirectory"));
        command(unit, "/etc/lorkd/coordinator.yaml");
    }

    @Test
    void aSitesStateIsWhereItsUnitLetsItWrite() throws IOException {
        SiteFile file = ConfigurationReader.read(CONFIGURATION.resolve("site.yaml"), SiteFile.class);
        Map<String, String> unit = settings("lorkd-site@.service");
        assertThat(file.state())
                .hasToString("/var/lib/" + unit.get("StateDirectory").replace("%i", file.site()));
        command(unit, "/etc/lorkd/%i.yaml");
        assertThat(unit.get("Environment")).isEqualTo("DJL_CACHE_DIR=/var/cache/" + unit.get("CacheDirectory"));
    }

    /** In the distribution's launcher, with words that it understands. */
    private static void command(Map<String, String> unit, String configuration) {
        List<String> words = List.of(unit.get("ExecStart").split(" "));
        assertThat(words).first().isEqualTo("/opt/lorkd/bin/lorkd");
        assertThat(words).last().isEqualTo(configuration);
        Main.commandLine().parseArgs(words.subList(1, words.size()).toArray(String[]::new));
    }

    private static Map<String, String> settings(String unit) throws IOException {
        Map<String, String> settings = new TreeMap<>();
        Files.readAllLines(UNITS.resolve(unit)).stream()
                .filter(line -> line.matches("[A-Za-z]+=.*"))
                .map(line -> line.split("=", 2))
                .forEach(pair -> settings.merge(pair[0], pair[1], (before, more) -> before + " " + more));
        return settings;
    }
}
