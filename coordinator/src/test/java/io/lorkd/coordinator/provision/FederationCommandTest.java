package io.lorkd.coordinator.provision;

import io.lorkd.protocol.certificate.RevocationList;
import io.lorkd.protocol.certificate.ServerCertificate;
import io.lorkd.protocol.certificate.SiteCertificate;
import io.lorkd.protocol.certificate.TlsFiles;
import io.lorkd.protocol.certificate.TrustedAuthority;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class FederationCommandTest {
    @TempDir
    private Path folder;

    private final StringWriter err = new StringWriter();

    @Test
    void makesAllThatATrialNeedsAndLeavesItTheNextTime() throws IOException {
        assertThat(provision("coordinator", "north", "south")).isZero();

        assertThat(ServerCertificate.hosts(checked("coordinator", "server"))).containsExactly("coordinator");
        assertThat(SiteCertificate.siteId(checked("sites/north", "site"))).isEqualTo("north");
        assertThat(SiteCertificate.siteId(checked("sites/south", "site"))).isEqualTo("south");
        for (String secret : new String[] {"coordinator/server.key", "sites/north/site.key", "database/password"}) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(secret))))
                    .isEqualTo("rw-------");
        }
        assertThat(Files.readString(folder.resolve("database/password"))).matches("[0-9a-f]{48}");

        Map<String, String> before = contents();
        assertThat(provision("coordinator", "north", "south")).isZero();
        assertThat(contents()).isEqualTo(before);
    }

    @Test
    void addsASiteAndAHost() throws IOException {
        provision("coordinator", "north");
        Map<String, String> before = contents();

        assertThat(provision("elsewhere", "north", "south")).isZero();

        assertThat(ServerCertificate.hosts(checked("coordinator", "server"))).containsExactly("elsewhere");
        assertThat(SiteCertificate.siteId(checked("sites/south", "site"))).isEqualTo("south");
        assertThat(contents()).containsEntry("sites/north/site.crt", before.get("sites/north/site.crt"));
    }

    @Test
    void aKeyThatWasLostIsRevokedAndMadeAnew() throws IOException {
        provision("coordinator", "north");
        X509Certificate lost = checked("sites/north", "site");
        Files.delete(folder.resolve("sites/north/site.crt"));

        assertThat(provision("coordinator", "north")).as(err.toString()).isZero();

        assertThat(checked("sites/north", "site")).isNotEqualTo(lost);
        TrustedAuthority authority = TrustedAuthority.read(folder.resolve("authority/federation-ca.crt"));
        RevocationList list = RevocationList.read(folder.resolve("coordinator/revoked.pem"), authority);
        assertThatThrownBy(() -> list.check(lost)).hasMessageContaining("revoked");
        list.check(checked("sites/north", "site"));
    }

    @Test
    void refusesASiteThatCannotBeCalledSo() {
        assertThat(provision("coordinator", "../north")).isEqualTo(1);
        assertThat(folder.resolve("authority")).doesNotExist();
    }

    private int provision(String host, String... sites) {
        return new CommandLine(new FederationCommand())
                .setOut(new PrintWriter(new StringWriter()))
                .setErr(new PrintWriter(err))
                .execute(
                        Stream.concat(Stream.of("--out", folder.toString(), "--host", host, "--site"), Stream.of(sites))
                                .toArray(String[]::new));
    }

    private X509Certificate checked(String owner, String name) {
        Path own = folder.resolve(owner);
        return new TlsFiles(own.resolve(name + ".crt"), own.resolve(name + ".key"), own.resolve("federation-ca.crt"))
                .check(Clock.systemUTC());
    }

    private Map<String, String> contents() throws IOException {
        Map<String, String> contents = new TreeMap<>();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                contents.put(folder.relativize(file).toString(), Files.readString(file));
            }
        }
        return contents;
    }
}
