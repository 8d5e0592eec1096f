package io.lorkd.coordinator.command;

import io.lorkd.coordinator.CoordinatorSettings;
import io.lorkd.coordinator.HttpSettings;
import io.lorkd.coordinator.run.Liveness;
import io.lorkd.protocol.config.Key;
import io.lorkd.protocol.link.ClusterOptions;
import io.lorkd.protocol.plan.PlanReader;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The coordinator's configuration file. Relative paths in it start at the folder that the file is in. */
public record CoordinatorFile(
        @Key("The plan: what is trained and how, in YAML.") Path plan,

        @Key("The folder for the journal and tensor files. It is made where it is missing.")
        Path state,

        @Key("Where the status API listens.") HttpSection http,
        @Key("When a site counts as living.") LivenessSection liveness,
        @Key("How sites reach the coordinator.") LinkSection link) {

    /** The status API. */
    public record HttpSection(
            @Key(value = "The address that it is bound to.", defaultValue = "127.0.0.1")
            String host,

            @Key(value = "Its port; 0 takes a free one.", defaultValue = "8080", min = 0, max = 65535)
            int port) {}

    /** Heartbeats. */
    public record LivenessSection(
            @Key(value = "How often a site says that it lives.", defaultValue = "1s")
            Duration heartbeat,

            @Key(
                    value = "How long a site may be silent before it counts as lost; longer than the heartbeat.",
                    defaultValue = "10s")
            Duration lostAfter) {

        public LivenessSection {
            new Liveness(heartbeat, lostAfter);
        }
    }

    /** The clustered event bus. */
    public record LinkSection(
            @Key(value = "Name of the cluster; members of another are not joined.", defaultValue = "lorkd")
            String cluster,

            @Key(value = "The address that the sites reach this process at.", defaultValue = "127.0.0.1")
            String host,

            @Key(value = "Where the cluster listens; 0 takes a free port.", defaultValue = "5701", min = 0, max = 65535)
            int port,

            @Key(value = "host:port of members to join; none where the coordinator is the first.", defaultValue = "[]")
            List<String> members) {

        ClusterOptions options() {
            return new ClusterOptions(cluster, host, port, members);
        }
    }

    /** @param file where this was read from */
    CoordinatorSettings settings(Path file) {
        Path base = file.toAbsolutePath().getParent();
        return CoordinatorSettings.of(PlanReader.read(base.resolve(plan)), base.resolve(state))
                .withHttp(new HttpSettings(http.host(), http.port()))
                .withLiveness(new Liveness(liveness.heartbeat(), liveness.lostAfter()));
    }
}
