package io.lorkd.launcher;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** No Docker engine is at hand where this runs: the file is read, and held against what is in the distribution. */
class DockerfileTest {
    private static final String LAUNCHER = "/opt/lorkd/bin/lorkd";

    private final ImageFile images = ImageFile.read(Path.of("Dockerfile"));

    @ParameterizedTest
    @ValueSource(strings = {"coordinator", "site", "site-cu121"})
    void runsTheLauncherAsANumericUserWithoutAShell(String name) {
        ImageFile.Stage image = images.stages().get(name);

        assertThat(image.last("USER")).matches("[1-9][0-9]+:[1-9][0-9]+");
        assertThat(ImageFile.exec(image.last("ENTRYPOINT"))).containsExactly(LAUNCHER);
        parse(ImageFile.exec(image.last("CMD")));
        List<String> health = ImageFile.exec(image.last("HEALTHCHECK").replaceFirst(".* CMD ", ""));
        assertThat(health.get(0)).isEqualTo(LAUNCHER);
        parse(health.subList(1, health.size()));
        assertThat(image.all("RUN").stream().filter(each -> each.contains("--network=none")))
                .allSatisfy(run -> parse(
                        ImageFile.exec(run.replaceFirst("--network=none ", "")).subList(1, 2)));
    }

    /** Java takes the launcher's place, so that it hears SIGTERM and is whom Docker waits for. */
    @Test
    void theLauncherEndsInJava() throws IOException {
        String last = Files.readString(Path.of("src/main/dist/bin/lorkd"))
                .lines()
                .filter(line -> !line.isBlank())
                .reduce((before, line) -> line)
                .orElseThrow();
        assertThat(last).startsWith("exec \"$java\"");
    }

    @Test
    void theCoordinatorHasNoNativeLibrary() {
        ImageFile.Stage coordinator = images.stages().get("coordinator");
        assertThat(coordinator.all("COPY"))
                .contains("--from=build /src/docker/target/dist/lib/*.jar /opt/lorkd/lib/")
                .noneMatch(copy -> copy.contains("native") || copy.contains("/engine"));
        assertThat(coordinator.from()).isEqualTo("runtime");
        assertThat(images.stages().get("runtime").all("COPY")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"site", "site-cu121"})
    void aSiteFindsItsEngineUnpackedAndStartsItWithoutANetwork(String name) {
        ImageFile.Stage site = images.stages().get(name);
        String build = name.equals("site") ? "build" : "build-cu121";
        assertThat(site.all("COPY")).contains("--from=" + build + " /engine /opt/lorkd/engine");
        assertThat(site.all("ENV")).contains("DJL_CACHE_DIR=/opt/lorkd/engine");
        assertThat(site.all("RUN")).contains("--network=none [\"" + LAUNCHER + "\", \"device\"]");
        assertThat(images.stages().get(build).all("RUN"))
                .anyMatch(run -> run.contains("docker/unpack-engine docker/target/dist /engine"));
        assertThat(images.stages().get("build-cu121").all("RUN")).anyMatch(run -> run.contains("-Pcu121"));
    }

    @Test
    void copiesFoldersThatTheBuildMakes() {
        assertThat(images.stages().values().stream()
                        .flatMap(stage -> stage.all("COPY").stream())
                        .filter(copy -> copy.contains("/src/docker/target/dist/"))
                        .map(copy -> copy.replaceFirst(".*/target/dist/([a-z]+).*", "$1"))
                        .distinct())
                .containsExactlyInAnyOrder("bin", "plans", "lib");
        assertThat(Path.of("src/main/dist/bin/lorkd")).isExecutable();
        assertThat(Path.of("plans")).isDirectory();
        assertThat(Path.of("unpack-engine")).isExecutable();
    }

    @Test
    void noSecretIsInAnImage() throws IOException {
        assertThat(images.stages().values().stream()
                        .flatMap(stage -> stage.instructions().stream())
                        .map(each -> each.arguments().toLowerCase(java.util.Locale.ROOT)))
                .noneMatch(arguments -> arguments.contains("password")
                        || arguments.contains("token")
                        || arguments.contains("secret")
                        || arguments.contains(".key"));
        assertThat(Files.readAllLines(Path.of("Dockerfile.dockerignore"))).contains(".git", "**/target", "runs");
    }

    private static void parse(List<String> arguments) {
        Main.commandLine().parseArgs(arguments.toArray(String[]::new));
    }
}
