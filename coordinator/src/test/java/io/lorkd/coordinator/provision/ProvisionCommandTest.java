package io.lorkd.coordinator.provision;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lorkd.protocol.InvalidConfigurationException;
import io.lorkd.protocol.certificate.PemFile;
import io.lorkd.protocol.certificate.RevocationList;
import io.lorkd.protocol.certificate.ServerCertificate;
import io.lorkd.protocol.certificate.SigningRequest;
import io.lorkd.protocol.certificate.SiteCertificate;
import io.lorkd.protocol.certificate.TlsFiles;
import io.lorkd.protocol.certificate.TrustedAuthority;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ProvisionCommandTest {
    @TempDir
    private Path folder;

    private String out;
    private String err;

    @Test
    void takesALabFromNothingToAServerAndASite() {
        done("init", "--out", ca(), "--name", "thorax");
        assertThat(out).contains("federation-ca.key", "revoked.pem", "lorkd provision server --ca " + ca());

        done("server", "--ca", ca(), "--host", "gateway.example.org", "192.0.2.7");
        Path server = folder.resolve("ca/issued/gateway.example.org");
        assertThat(out).contains(server.resolve("server.key").toString(), "under 'gateway'");
        X509Certificate servers = checked(server, "server");
        assertThat(ServerCertificate.hosts(servers)).containsExactly("gateway.example.org", "192.0.2.7");

        done("site", "--ca", ca(), "--id", "north", "--days", "30", "--out", at("north"));
        assertThat(out).contains(at("north/site.key"), "under 'link.gateway'");
        assertThat(SiteCertificate.siteId(checked(folder.resolve("north"), "site")))
                .isEqualTo("north");

        done("list", "--ca", ca());
        assertThat(out.lines()).hasSize(3).element(1).asString().contains("server", "192.0.2.7", "in force");
        assertThat(out.lines().toList().get(2)).containsPattern("north .* in force, (29|30) days left");
    }

    @Test
    void signsAHospitalsRequest() {
        done("init", "--out", ca(), "--name", "thorax");
        SigningRequest request = SigningRequest.create(folder.resolve("north"), "north");

        done("sign", at("north/site.csr"), "--ca", ca(), "--id", "north", "--out", at("north/site.crt"));

        assertThat(out).contains(request.fingerprint(), "revoke --id north");
        assertThat(SiteCertificate.siteId(PemFile.certificate(folder.resolve("north/site.crt"))))
                .isEqualTo("north");
        refused("sign", at("north/site.csr"), "--ca", ca(), "--out", at("north/site.crt"));
        assertThat(err).contains("is there already");
        refused("sign", at("north/site.csr"), "--ca", ca(), "--id", "south", "--out", at("other.crt"));
        assertThat(err).contains("found a request of the site 'north'; expected one of 'south'");
        assertThat(folder.resolve("other.crt")).doesNotExist();
    }

    @Test
    void revokesASiteAndListsIt() throws IOException {
        done("init", "--out", ca(), "--name", "thorax");
        done("site", "--ca", ca(), "--id", "north");

        done("revoke", "--ca", ca(), "--id", "north");

        assertThat(out).contains("Revoked: north", at("ca/revoked.pem"));
        TrustedAuthority trusted = TrustedAuthority.read(folder.resolve("ca/federation-ca.crt"));
        X509Certificate certificate = PemFile.certificate(folder.resolve("ca/issued/north/site.crt"));
        assertThatThrownBy(() -> RevocationList.read(folder.resolve("ca/revoked.pem"), trusted)
                        .check(certificate))
                .hasMessageContaining("was revoked");
        JsonNode listed = listed();
        assertThat(listed).hasSize(1);
        assertThat(listed.get(0).path("state").asText()).isEqualTo("revoked");
        refused("revoke", "--ca", ca(), "--id", "north");
        assertThat(err).contains("found no certificate in force");
    }

    @Test
    void renewsInPlaceAndTouchesNoKey() throws IOException {
        done("init", "--out", ca(), "--name", "thorax");
        done("server", "--ca", ca(), "--host", "gateway", "--out", at("server"));
        String serial = listed().get(0).path("serial").asText();

        refused("renew", "--ca", ca(), "--serial", serial, "--out", at("server/server.key"));
        assertThat(err).contains("server.key: found PRIVATE KEY");
        done("renew", "--ca", ca(), "--serial", serial, "--out", at("server/server.crt"));

        assertThat(checked(folder.resolve("server"), "server").getSerialNumber().toString(16))
                .isNotEqualTo(serial);
        assertThat(listed()).hasSize(2);
    }

    @Test
    void writesOverNothing() throws IOException {
        done("init", "--out", ca(), "--name", "thorax");
        done("site", "--ca", ca(), "--id", "north", "--out", at("site"));
        byte[] key = Files.readAllBytes(folder.resolve("site/site.key"));

        refused("init", "--out", ca(), "--name", "other");
        assertThat(err).contains("the folder has an authority");
        refused("site", "--ca", ca(), "--id", "south", "--out", at("site"));
        assertThat(err).contains("site.key is there already");
        assertThat(folder.resolve("site/site.key")).hasBinaryContent(key);
        assertThat(listed()).as("issued").hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "init",
                "server --host",
                "site --id North!",
                "site --id coordinator",
                "site --id north --days 0",
                "server --host gateway:8443",
                "sign missing.csr --out x",
                "revoke",
                "revoke --id a --serial 1",
                "renew --id north --out x",
                "list --ca nowhere"
            })
    void refusesWhatItCannotDo(String arguments) {
        done("init", "--out", ca(), "--name", "thorax");
        String with = arguments.isEmpty() || arguments.contains("--ca") || arguments.equals("init")
                ? arguments
                : arguments + " --ca " + ca();

        refused(with.isEmpty() ? new String[0] : with.split(" "));

        assertThat(err).isNotBlank();
        assertThat(folder.resolve("ca/issued.jsonl")).doesNotExist();
    }

    private JsonNode listed() throws IOException {
        done("list", "--ca", ca(), "--format", "json");
        return new ObjectMapper().readTree(out);
    }

    private static X509Certificate checked(Path folder, String name) {
        TlsFiles files = new TlsFiles(
                folder.resolve(name + ".crt"), folder.resolve(name + ".key"), folder.resolve("federation-ca.crt"));
        assertThatCode(() -> files.check(Clock.systemUTC())).doesNotThrowAnyException();
        return files.check(Clock.systemUTC());
    }

    private String ca() {
        return at("ca");
    }

    private String at(String name) {
        return folder.resolve(name).toString();
    }

    private void done(String... arguments) {
        assertThat(run(arguments)).as(err).isZero();
    }

    private void refused(String... arguments) {
        assertThat(run(arguments)).isEqualTo(2);
    }

    private int run(String... arguments) {
        StringWriter output = new StringWriter();
        StringWriter errors = new StringWriter();
        int code = new CommandLine(new ProvisionCommand())
                .setOut(new PrintWriter(output))
                .setErr(new PrintWriter(errors))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((failure, line, parsed) -> {
                    if (failure instanceof InvalidConfigurationException) {
                        errors.append(failure.getMessage());
                        return 2;
                    }
                    throw failure;
                })
                .execute(arguments);
        out = output.toString();
        err = errors.toString();
        return code;
    }
}
