package io.lorkd.coordinator.command;

import io.lorkd.coordinator.gateway.Gateway;
import io.lorkd.coordinator.gateway.GatewaySettings;
import io.lorkd.protocol.command.Await;
import io.lorkd.protocol.command.ClosingOnSignal;
import io.lorkd.protocol.command.LorkdCommand;
import io.lorkd.protocol.config.ConfigurationReader;
import io.lorkd.protocol.link.Link;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.nio.file.Path;

/** {@code lorkd gateway}: one more door to a coordinator. */
@Command(
        name = "gateway",
        mixinStandardHelpOptions = true,
        description = "Let sites in to a coordinator that runs elsewhere: as many gateways as there is need for.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "1:it could not start (a port in use, no coordinator's cluster reached)",
            "2:the configuration or a certificate cannot be used"
        },
        footer = {
            "",
            "It holds nothing that would be lost: SIGTERM closes its connections, and the sites connect to another gateway."
        })
public final class GatewayCommand implements LorkdCommand {
    @Option(
            names = "--config",
            required = true,
            paramLabel = "FILE",
            description = "The gateway's configuration, in YAML.")
    private Path config;

    @Override
    public Integer call() {
        GatewayFile file = ConfigurationReader.read(config, GatewayFile.class);
        Path base = config.toAbsolutePath().getParent();
        GatewaySettings settings = file.gateway().settings(base);
        // Said before the cluster is waited for.
        settings.read();
        Vertx vertx = Await.result(Link.cluster(file.link().cluster().memberOptions(base)));
        try {
            Gateway gateway = Await.result(Gateway.start(vertx, settings));
            Promise<Integer> never = Promise.promise();
            return ClosingOnSignal.during("the gateway", vertx, gateway::close, () -> Await.result(never.future()));
        } finally {
            Await.result(vertx.close());
        }
    }
}
