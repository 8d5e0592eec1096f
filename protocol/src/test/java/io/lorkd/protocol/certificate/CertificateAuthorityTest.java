package io.lorkd.protocol.certificate;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.lorkd.protocol.InvalidConfigurationException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.cert.CertPathValidator;
import java.security.cert.CertStore;
import java.security.cert.CertificateFactory;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.List;
import java.util.Set;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class CertificateAuthorityTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final String CLIENT = "1.3.6.1.5.5.7.3.2";
    private static final String SERVER = "1.3.6.1.5.5.7.3.1";

    @TempDir
    private Path folder;

    private CertificateAuthority authority;
    private TrustedAuthority trusted;

    @BeforeEach
    void make() {
        authority = CertificateAuthority.create(folder.resolve("ca"), "thorax 2026", at(NOW), Validity.DEFAULT);
        trusted = TrustedAuthority.read(folder.resolve("ca/federation-ca.crt"));
    }

    @Test
    void aSitesCertificateNamesTheSiteAndIsAClientsOnly() throws GeneralSecurityException {
        X509Certificate certificate =
                authority.issueSite("north", SiteUse.DIALS_OUT).certificate();

        assertThat(SiteCertificate.siteId(certificate)).isEqualTo("north");
        assertThat(certificate.getExtendedKeyUsage()).containsExactly(CLIENT);
        assertThat(certificate.getNotAfter().toInstant()).isEqualTo(NOW.plus(Duration.ofDays(365)));
        assertThatCode(() -> trusted.check(certificate, NOW)).doesNotThrowAnyException();
        validate(certificate, NOW);
        assertThatThrownBy(() -> ServerCertificate.check(certificate))
                .isInstanceOf(CertificateRefusedException.class)
                .hasMessageContaining("is for 'lorkd:site:north'; expected a server's, lorkd:server");
    }

    @Test
    void aSiteOfTheClusterIsCalledToo() throws GeneralSecurityException {
        assertThat(authority
                        .issueSite("north", SiteUse.CLUSTER_MEMBER)
                        .certificate()
                        .getExtendedKeyUsage())
                .containsExactly(CLIENT, SERVER);
    }

    @Test
    void aServersCertificateNamesItsHosts() throws GeneralSecurityException {
        X509Certificate certificate = authority
                .issueServer(List.of("Gateway.example.org", "192.0.2.7", "::1"))
                .certificate();

        assertThatCode(() -> ServerCertificate.check(certificate)).doesNotThrowAnyException();
        assertThat(certificate.getSubjectAlternativeNames())
                .<Object>extracting(name -> name.get(1))
                .containsExactly("gateway.example.org", "192.0.2.7", "0:0:0:0:0:0:0:1", "lorkd:server");
        validate(certificate, NOW);
        assertThatThrownBy(() -> SiteCertificate.siteId(certificate))
                .isInstanceOf(CertificateRefusedException.class)
                .hasMessageContaining("expected a site's, lorkd:site:<id>");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "a b", "https://gateway", "gateway:8443", "192.0.2", "300.1.1.1", "*.example.org", "-a"})
    void aHostThatIsNoneIsRefused(String host) {
        assertThatThrownBy(() -> authority.issueServer(List.of(host)))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("found '" + host + "'");
        assertThat(authority.issued()).isEmpty();
    }

    @Test
    void noSubjectPassesForAHost() {
        // Java compares a host with the common name where it finds no DNS name.
        assertThat(authority
                        .issueSite("gateway", SiteUse.CLUSTER_MEMBER)
                        .certificate()
                        .getSubjectX500Principal()
                        .getName())
                .isEqualTo("CN=Lorkd site gateway");
    }

    @Test
    void aRequestIsSignedForItsOwnKeyAndSite() {
        SigningRequest made = SigningRequest.create(folder.resolve("north"), "north");
        SigningRequest read = SigningRequest.read(folder.resolve("north/site.csr"));

        X509Certificate certificate = authority.sign(read, SiteUse.DIALS_OUT);

        assertThat(read).isEqualTo(made);
        assertThat(read.fingerprint()).isEqualTo(made.fingerprint()).matches("([0-9a-f]{4} ){15}[0-9a-f]{4}");
        assertThat(SiteCertificate.siteId(certificate)).isEqualTo("north");
        assertThat(KeyPairs.belong(PemFile.key(folder.resolve("north/site.key")), certificate.getPublicKey()))
                .isTrue();
    }

    @Test
    void aRequestThatAnotherKeySignedIsRefused() throws IOException {
        SigningRequest.create(folder.resolve("north"), "north");
        Path request = folder.resolve("north/site.csr");
        String text = Files.readString(request);
        // The last bytes of a request are its signature's.
        int at = text.indexOf("-----END") - 8;
        char other = text.charAt(at) == 'A' ? 'B' : 'A';
        Files.writeString(request, text.substring(0, at) + other + text.substring(at + 1));

        assertThatThrownBy(() -> SigningRequest.read(request))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("site.csr: found a request");
    }

    @Test
    void aRequestIsNotWrittenOver() throws IOException {
        SigningRequest.create(folder.resolve("north"), "north");
        String key = Files.readString(folder.resolve("north/site.key"));

        assertThatThrownBy(() -> SigningRequest.create(folder.resolve("north"), "north"))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("is there already");
        assertThat(folder.resolve("north/site.key")).hasContent(key);
    }

    @Test
    void aSiteHasOneKeyInForce() {
        String first = serial(authority.issueSite("north", SiteUse.DIALS_OUT).certificate());

        assertThatThrownBy(() -> authority.issueSite("north", SiteUse.DIALS_OUT))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("a certificate for another key is in force, serial " + first)
                .hasMessageContaining("revoke --id north");

        authority.revokeSite("north");
        assertThatCode(() -> authority.issueSite("north", SiteUse.DIALS_OUT)).doesNotThrowAnyException();
    }

    @Test
    void aRevokedCertificateIsOnTheList() {
        X509Certificate north = authority.issueSite("north", SiteUse.DIALS_OUT).certificate();
        X509Certificate south = authority.issueSite("south", SiteUse.DIALS_OUT).certificate();
        assertThat(list().size()).isZero();

        authority.revokeSite("north");

        assertThatThrownBy(() -> list().check(north))
                .isInstanceOf(CertificateRefusedException.class)
                .hasMessageContaining("Lorkd site north")
                .hasMessageContaining("was revoked at 2026-03-01T12:00:00Z");
        assertThatCode(() -> list().check(south)).doesNotThrowAnyException();
        assertThatThrownBy(() -> validate(north, NOW.plusSeconds(1))).hasMessageContaining("revoked");
        assertThatCode(() -> validate(south, NOW.plusSeconds(1))).doesNotThrowAnyException();
        assertThat(authority.issued())
                .extracting(one -> one.state(NOW))
                .containsExactly(Issued.State.REVOKED, Issued.State.IN_FORCE);
    }

    @Test
    void aRevocationHoldsForAsLongAsTheAuthority() throws GeneralSecurityException, IOException {
        X509Certificate certificate =
                authority.issueSite("north", SiteUse.DIALS_OUT).certificate();
        X509Certificate longAfter = later(Duration.ofDays(3000))
                .issueSite("south", SiteUse.DIALS_OUT)
                .certificate();

        assertThatCode(() -> validate(longAfter, NOW.plus(Duration.ofDays(3001))))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> trusted.check(certificate, NOW.plus(Duration.ofDays(3001))))
                .hasMessageContaining("expired at 2027-03-01T12:00:00Z");
    }

    @Test
    void aRevocationThatACrashCutShortIsFinishedByTheNextCommand() throws IOException {
        X509Certificate certificate =
                authority.issueSite("north", SiteUse.DIALS_OUT).certificate();
        byte[] before = Files.readAllBytes(authority.revocations());
        authority.revoke(serial(certificate));
        Files.write(authority.revocations(), before);

        later(Duration.ofMinutes(1));

        assertThatThrownBy(() -> list().check(certificate)).hasMessageContaining("was revoked");
    }

    @Test
    void aRenewedCertificateHasTheSameKeyAndNamesAndALaterEnd() throws GeneralSecurityException {
        X509Certificate old =
                authority.issueSite("north", SiteUse.CLUSTER_MEMBER).certificate();

        X509Certificate renewed = later(Duration.ofDays(300)).renewSite("north");

        assertThat(renewed.getPublicKey()).isEqualTo(old.getPublicKey());
        assertThat(renewed.getSerialNumber()).isNotEqualTo(old.getSerialNumber());
        assertThat(SiteCertificate.siteId(renewed)).isEqualTo("north");
        assertThat(renewed.getExtendedKeyUsage()).isEqualTo(old.getExtendedKeyUsage());
        assertThat(renewed.getNotAfter().toInstant()).isEqualTo(NOW.plus(Duration.ofDays(665)));
        validate(renewed, NOW.plus(Duration.ofDays(500)));
    }

    @Test
    void aServerIsRenewedByItsSerial() throws GeneralSecurityException {
        X509Certificate old =
                authority.issueServer(List.of("gateway", "192.0.2.7")).certificate();

        X509Certificate renewed = later(Duration.ofDays(400)).renew(serial(old));

        assertThat(List.copyOf(renewed.getSubjectAlternativeNames()))
                .isEqualTo(List.copyOf(old.getSubjectAlternativeNames()));
    }

    @Test
    void whatIsRevokedIsNotRenewed() {
        authority.issueSite("north", SiteUse.DIALS_OUT);
        authority.revokeSite("north");

        assertThatThrownBy(() -> authority.renewSite("north"))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("was revoked");
        assertThatThrownBy(() -> authority.revokeSite("north")).hasMessageContaining("found no certificate in force");
        assertThatThrownBy(() -> authority.renewSite("south")).hasMessageContaining("found no certificate");
        assertThatThrownBy(() -> authority.revoke("12ab")).hasMessageContaining("serial '12ab'");
    }

    @Test
    void noPeerOutlivesTheAuthority() {
        X509Certificate late = later(Duration.ofDays(3600))
                .issueSite("north", SiteUse.DIALS_OUT)
                .certificate();

        assertThat(late.getNotAfter()).isEqualTo(authority.certificate().getNotAfter());
        assertThatThrownBy(() -> later(Duration.ofDays(4000)))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("the authority ended at");
    }

    @Test
    void anotherAuthoritysCertificateIsForeign() {
        CertificateAuthority other =
                CertificateAuthority.create(folder.resolve("other"), "thorax 2026", at(NOW), Validity.DEFAULT);
        X509Certificate foreign = other.issueSite("north", SiteUse.DIALS_OUT).certificate();

        assertThatThrownBy(() -> trusted.check(foreign, NOW))
                .isInstanceOf(CertificateRefusedException.class)
                .hasMessageContaining("expected one that 'CN=Lorkd federation thorax 2026' has signed");
        assertThatThrownBy(() -> RevocationList.read(other.revocations(), trusted))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("revoked.pem: found a revocation list of");
    }

    @Test
    void keysAreTheirOwnersAlone() throws IOException {
        TlsFiles files = authority.issueSite("north", SiteUse.DIALS_OUT).write(folder.resolve("north"), "site");

        for (Path key : List.of(files.key(), folder.resolve("ca/federation-ca.key"))) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
                    .as(key.toString())
                    .isEqualTo("rw-------");
        }
        assertThatCode(() -> files.check(at(NOW))).doesNotThrowAnyException();
    }

    @Test
    void anAuthorityWhoseKeyOthersReadIsNotOpened() throws IOException {
        Path key = folder.resolve("ca/federation-ca.key");
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r-----"));

        assertThatThrownBy(() -> later(Duration.ZERO))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("chmod 600");
    }

    @Test
    void anAuthorityIsNotMadeOverAnother() throws IOException {
        byte[] key = Files.readAllBytes(folder.resolve("ca/federation-ca.key"));

        assertThatThrownBy(() -> CertificateAuthority.create(folder.resolve("ca"), "other", at(NOW), Validity.DEFAULT))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("is there already: the folder has an authority");
        assertThat(folder.resolve("ca/federation-ca.key")).hasBinaryContent(key);
    }

    @Test
    void credentialsAreNotWrittenOverOthers() {
        authority.issueSite("north", SiteUse.DIALS_OUT).write(folder.resolve("site"), "site");

        Credentials south = authority.issueSite("south", SiteUse.DIALS_OUT);

        assertThatThrownBy(() -> south.write(folder.resolve("site"), "site"))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("site.key is there already");
    }

    @Test
    void aLineThatACrashCutShortIsOverwritten() throws IOException {
        authority.issueSite("north", SiteUse.DIALS_OUT);
        Path index = folder.resolve("ca/issued.jsonl");
        Files.writeString(index, "{\"event\":\"issued\",\"at\":\"2026", StandardOpenOption.APPEND);

        authority.issueSite("south", SiteUse.DIALS_OUT);

        assertThat(authority.issued())
                .extracting(one -> one.site().orElseThrow())
                .containsExactly("north", "south");
    }

    @Test
    void aLineThatIsNoneIsNamed() throws IOException {
        authority.issueSite("north", SiteUse.DIALS_OUT);
        Files.writeString(folder.resolve("ca/issued.jsonl"), "nonsense\n", StandardOpenOption.APPEND);

        assertThatThrownBy(() -> authority.issued())
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("issued.jsonl, line 2");
    }

    @Test
    void filesThatDoNotFitTogetherAreRefused() throws GeneralSecurityException, IOException {
        TlsFiles north = authority.issueSite("north", SiteUse.DIALS_OUT).write(folder.resolve("north"), "site");
        TlsFiles south = authority.issueSite("south", SiteUse.DIALS_OUT).write(folder.resolve("south"), "site");
        Path missing = folder.resolve("missing.crt");
        Path text = Files.writeString(folder.resolve("text.crt"), "nonsense", StandardCharsets.US_ASCII);

        refused(new TlsFiles(north.certificate(), south.key(), north.trust()), "that is not the one of");
        refused(new TlsFiles(missing, north.key(), north.trust()), "missing.crt: found no such file");
        refused(new TlsFiles(text, north.key(), north.trust()), "text.crt: found no PEM block");
        refused(new TlsFiles(north.key(), north.key(), north.trust()), "found PRIVATE KEY; expected");
        refused(new TlsFiles(north.certificate(), north.key(), south.certificate()), "is not an authority's");
        assertThatThrownBy(() -> north.check(at(NOW.plus(Duration.ofDays(366)))))
                .hasMessageContaining("expired at 2027-03-01T12:00:00Z");
        assertThatThrownBy(() -> north.check(at(NOW.minus(Duration.ofDays(1)))))
                .hasMessageContaining("check this machine's clock");
    }

    @Test
    void aCertificateThatEndsWithinAMonthIsWarnedOf() {
        TlsFiles files = authority.issueSite("north", SiteUse.DIALS_OUT).write(folder.resolve("north"), "site");
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        Logger logger = (Logger) LoggerFactory.getLogger(TlsFiles.class);
        logger.setLevel(Level.WARN);
        logger.addAppender(log);

        files.warnIfEnding(at(NOW.plus(Duration.ofDays(334))));
        assertThat(log.list).isEmpty();
        files.warnIfEnding(at(NOW.plus(Duration.ofDays(336))));

        logger.detachAppender(log);
        assertThat(log.list)
                .singleElement()
                .satisfies(event ->
                        assertThat(event.getFormattedMessage()).contains("site.crt ends at 2027-03-01T12:00:00Z"));
    }

    @Test
    void weakKeysAreNotCertified() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(1024);

        assertThat(KeyPairs.isStrong(generator.generateKeyPair().getPublic())).isFalse();
        assertThat(KeyPairs.isStrong(KeyPairs.make().getPublic())).isTrue();
    }

    private static void refused(TlsFiles files, String why) {
        assertThatThrownBy(() -> files.check(at(NOW)))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining(why);
    }

    private RevocationList list() {
        return RevocationList.read(authority.revocations(), trusted);
    }

    private CertificateAuthority later(Duration after) {
        return CertificateAuthority.open(folder.resolve("ca"), at(NOW.plus(after)), Validity.DEFAULT);
    }

    /** As any verifier does that knows nothing of Lorkd. */
    private void validate(X509Certificate certificate, Instant when) throws GeneralSecurityException {
        PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(authority.certificate(), null)));
        parameters.setDate(Date.from(when));
        parameters.addCertStore(CertStore.getInstance(
                "Collection",
                new CollectionCertStoreParameters(List.of(PemFile.revocations(authority.revocations())))));
        CertPathValidator.getInstance("PKIX")
                .validate(CertificateFactory.getInstance("X.509").generateCertPath(List.of(certificate)), parameters);
    }

    private static String serial(X509Certificate certificate) {
        return certificate.getSerialNumber().toString(16);
    }

    private static Clock at(Instant now) {
        return Clock.fixed(now, ZoneOffset.UTC);
    }
}
