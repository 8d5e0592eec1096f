package io.lorkd.coordinator.command;

import io.lorkd.coordinator.Coordinator;
import io.lorkd.model.InvalidInputException;
import io.lorkd.protocol.InvalidConfigurationException;
import io.lorkd.protocol.certificate.CertificateAuthority;
import io.lorkd.protocol.certificate.TlsFiles;
import io.lorkd.protocol.certificate.Validity;
import io.lorkd.protocol.command.Await;
import io.lorkd.protocol.config.ConfigurationReader;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class UsersCommandTest {
    @TempDir
    Path folder;

    private Path config;
    private Path password;

    @BeforeEach
    void writeFiles() throws IOException {
        config = folder.resolve("coordinator.yaml");
        write("127.0.0.1", "");
        password = Files.writeString(folder.resolve("password"), "a long password\nand a line that is not of it\n");
    }

    private void write(String host, String http) throws IOException {
        Files.writeString(folder.resolve("plan.yaml"), "name: test\n");
        Files.writeString(config, """
                plan: plan.yaml
                state: state
                http: {host: %s, port: %d%s}
                link: {cluster: {port: 0}}
                """.formatted(host, freePort(), http));
    }

    @Test
    void keepsUsersForACoordinatorThatDoesNotRun() {
        assertThat(list()).isEmpty();
        run("add", "Anna", "--role", "operator", "--password-file", password.toString());
        run("add", "bert", "--role", "viewer", "--password-file", password.toString());

        assertThat(list()).containsExactly("operator  anna", "viewer    bert");
        assertThat(run("list", "--format", "json").strip())
                .isEqualTo("{\"users\":[{\"user\":\"anna\",\"role\":\"operator\"},"
                        + "{\"user\":\"bert\",\"role\":\"viewer\"}]}");
        run("password", "anna", "--password-file", password.toString());
        run("remove", "bert");
        assertThat(list()).containsExactly("operator  anna");
    }

    @Test
    void asksACoordinatorThatRunsAndIsKnownToTheNext() {
        withCoordinator(() -> {
            run("add", "anna", "--role", "operator", "--password-file", password.toString());
            run("add", "bert", "--role", "viewer", "--password-file", password.toString());
            run("password", "bert", "--password-file", password.toString());
            run("remove", "bert");

            assertThat(list()).containsExactly("operator  anna");
            assertThatThrownBy(() -> run("remove", "bert"))
                    .isInstanceOf(InvalidConfigurationException.class)
                    .hasMessageContaining("no such user");
        });

        assertThat(list()).containsExactly("operator  anna");
    }

    @Test
    void asksACoordinatorThatSpeaksTlsByAnotherNameThanLoopback() throws IOException {
        TlsFiles files = CertificateAuthority.create(folder.resolve("ca"), "test", Clock.systemUTC(), Validity.DEFAULT)
                .issueServer(List.of("lorkd.example.org"))
                .write(folder.resolve("tls"), "server");
        write("0.0.0.0", ", certificate: %s, key: %s".formatted(files.certificate(), files.key()));

        withCoordinator(() -> {
            run("add", "anna", "--role", "viewer", "--password-file", password.toString());
            assertThat(list()).containsExactly("viewer    anna");
        });
    }

    @Test
    void refusesWhatItCannotKeep() throws IOException {
        run("add", "anna", "--role", "operator", "--password-file", password.toString());
        Path bad = Files.writeString(folder.resolve("short"), "short");

        for (String[] arguments : new String[][] {
            {"add", "anna", "--role", "viewer", "--password-file", password.toString()},
            {"add", "bert", "--role", "king", "--password-file", password.toString()},
            {"add", "local", "--role", "viewer", "--password-file", password.toString()},
            {"add", "bert", "--role", "viewer", "--password-file", bad.toString()},
            {"password", "bert", "--password-file", password.toString()},
            {"remove", "bert"}
        }) {
            assertThatThrownBy(() -> run(arguments))
                    .as(String.join(" ", arguments))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageNotContaining("a long password");
        }
        assertThatThrownBy(() -> run(
                        "add",
                        "bert",
                        "--role",
                        "viewer",
                        "--password-file",
                        folder.resolve("none").toString()))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("none");
        assertThat(list()).containsExactly("operator  anna");
    }

    private void withCoordinator(Runnable work) {
        CoordinatorFile file = ConfigurationReader.read(config, CoordinatorFile.class);
        Vertx vertx = Vertx.vertx();
        try {
            Coordinator coordinator = Await.result(Coordinator.start(vertx, file.settings(config)));
            try {
                work.run();
            } finally {
                Await.result(coordinator.close());
            }
        } finally {
            Await.result(vertx.close());
        }
    }

    private List<String> list() {
        return run("list").lines().toList();
    }

    private String run(String... arguments) {
        StringWriter out = new StringWriter();
        CommandLine command = new CommandLine(new UsersCommand())
                .setOut(new PrintWriter(out))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((e, line, parsed) -> {
                    throw e;
                });
        String[] all = new String[arguments.length + 2];
        System.arraycopy(arguments, 0, all, 0, arguments.length);
        all[arguments.length] = "--config";
        all[arguments.length + 1] = config.toString();
        CommandLine.ParseResult parsed = command.parseArgs(all);
        try {
            command.getExecutionStrategy().execute(parsed);
        } catch (CommandLine.ExecutionException e) {
            throw (RuntimeException) e.getCause();
        }
        return out.toString();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
