package io.lorkd.bench.federation;

import io.lorkd.protocol.certificate.TlsFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

class ManySitesTest {
    private static final int SITES = 50;
    private static final int ROUNDS = 3;

    @TempDir
    private Path folder;

    /** Ten times as many, and more rounds: {@code lorkd bench federation --sites 500 --size 1 --rounds 10}. */
    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void fiftySitesOverTheGatewayLoseNoUpdate() throws IOException {
        List<String> said = new ArrayList<>();
        Certificates certificates = Certificates.in(folder.resolve("certificates"));
        TlsFiles server = certificates.server();

        FederationReport report =
                new FederationBench(SITES, 1, ROUNDS, folder, said::add).federation(certificates, server, 1, 1);

        assertThat(report.lost()).as("%s", said).isZero();
        assertThat(said).filteredOn(line -> line.startsWith("round ")).hasSize(ROUNDS);
        assertThat(report.peakResidentMB()).isPositive();
    }
}
