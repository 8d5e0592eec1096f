package io.lorkd.coordinator.command;

import io.lorkd.coordinator.gateway.GatewaySettings;
import io.lorkd.protocol.InvalidConfigurationException;
import io.lorkd.protocol.command.ExitCode;
import io.lorkd.protocol.config.ConfigurationReader;
import io.lorkd.protocol.link.gateway.LineSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class GatewayFileTest {
    private static final String GATEWAY = """
            gateway:
              certificate: server.crt
              key: server.key
              trust: federation-ca.crt
            """;
    private static final String COORDINATOR = "plan: plan.yaml\nstate: state\n";

    @Test
    void theTableInTheDocumentationIsTheCodes() throws IOException {
        String table = ConfigurationReader.describe(GatewaySection.class);
        assertThat(Files.readString(Path.of("..", "docs", "gateway.md")))
                .as("the table in docs/gateway.md; replace it by this: %n%s", table)
                .contains("\n\n" + table);
    }

    @Test
    void aGatewayOfItsOwnIsAMemberOfACluster() {
        GatewayFile file = ConfigurationReader.parse(
                "link: {cluster: {members: ['10.0.0.10:5701']}}\n" + GATEWAY, "gateway.yaml", GatewayFile.class);
        GatewaySettings settings = file.gateway().settings(Path.of("/etc/lorkd"));

        assertThat(settings.host()).isEqualTo("0.0.0.0");
        assertThat(settings.port()).isEqualTo(8443);
        assertThat(settings.files().key()).isEqualTo(Path.of("/etc/lorkd/server.key"));
        assertThat(settings.revocations()).isEmpty();
        assertThat(settings.line()).isEqualTo(LineSettings.defaults());
    }

    @Test
    void aGatewayOfItsOwnHasToBeToldWhereTheCoordinatorIs() {
        assertThatThrownBy(() -> ConfigurationReader.parse(GATEWAY, "gateway.yaml", GatewayFile.class))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("link.cluster.members: found none");
    }

    @Test
    void aCertificateThatIsMissingIsSaidBeforeTheClusterIsWaitedFor(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(
                folder.resolve("gateway.yaml"), "link: {cluster: {members: ['127.0.0.1:1']}}\n" + GATEWAY);
        AtomicReference<Exception> failure = new AtomicReference<>();
        new CommandLine(new GatewayCommand())
                .setExecutionExceptionHandler((exception, command, parsed) -> {
                    failure.set(exception);
                    return ExitCode.BAD_INPUT;
                })
                .execute("--config", file.toString());

        assertThat(failure.get())
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining(folder.resolve("server.crt").toString());
    }

    @Test
    void aCoordinatorHasAGatewayOrACluster() {
        assertThat(coordinator(COORDINATOR + GATEWAY).link().cluster()).isEmpty();
        assertThat(coordinator(COORDINATOR + "link: {cluster: {}}\n").gateway()).isEmpty();
        assertThatThrownBy(() -> coordinator(COORDINATOR))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("neither gateway nor link.cluster");
        assertThatThrownBy(() -> coordinator(COORDINATOR + GATEWAY.replace("trust", "truth")))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("gateway.truth");
    }

    private static CoordinatorFile coordinator(String yaml) {
        return ConfigurationReader.parse(yaml, "coordinator.yaml", CoordinatorFile.class);
    }
}
