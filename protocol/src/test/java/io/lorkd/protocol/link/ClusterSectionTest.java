package io.lorkd.protocol.link;

import io.lorkd.protocol.InvalidConfigurationException;
import io.lorkd.protocol.certificate.TlsFiles;
import io.lorkd.protocol.config.ConfigurationReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ClusterSectionTest {
    @TempDir
    private Path folder;

    @Test
    void hasNoTlsUnlessItIsAskedFor() throws IOException {
        assertThat(read("members: [coordinator:5701]").memberOptions(folder).tls())
                .isEmpty();
    }

    @Test
    void takesTheFilesOfItsTlsRelativeToItsOwnFolder() throws IOException {
        ClusterSection section = read("tls: {certificate: a.crt, key: keys/a.key, trust: /ca.crt}");

        assertThat(section.coordinatorOptions(folder).tls())
                .hasValue(new TlsFiles(folder.resolve("a.crt"), folder.resolve("keys/a.key"), Path.of("/ca.crt")));
    }

    @Test
    void needsAllThreeFilesOfItsTls() {
        assertThatThrownBy(() -> read("tls: {certificate: a.crt, key: a.key}"))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("trust");
    }

    private ClusterSection read(String yaml) throws IOException {
        return ConfigurationReader.read(Files.writeString(folder.resolve("link.yaml"), yaml), ClusterSection.class);
    }
}
