package io.lorkd.protocol.link;

import io.lorkd.protocol.FreePort;
import io.lorkd.protocol.InvalidConfigurationException;
import io.lorkd.protocol.certificate.CertificateAuthority;
import io.lorkd.protocol.certificate.SiteUse;
import io.lorkd.protocol.certificate.TlsFiles;
import io.lorkd.protocol.certificate.Validity;
import io.lorkd.protocol.message.Answer;
import io.lorkd.protocol.message.ToCoordinator;
import io.lorkd.protocol.message.ToSite;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

import static io.lorkd.protocol.Soon.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@Timeout(120)
class ClusterTlsTest {
    private static final ToSite ENDED = new ToSite.RunEnded("run-1", "why");
    private static final ToCoordinator HEARTBEAT = new ToCoordinator.Heartbeat("north", "instance-1", Optional.empty());
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    @TempDir
    private Path folder;

    private final int port = FreePort.find();
    private final List<Vertx> opened = new ArrayList<>();
    private final AtomicInteger arrived = new AtomicInteger();
    private CertificateAuthority authority;
    private Messenger coordinator;

    @BeforeEach
    void openTheCoordinator() {
        authority = CertificateAuthority.create(folder.resolve("ca"), "test", Clock.systemUTC(), Validity.DEFAULT);
        TlsFiles server = authority.issueServer(List.of("localhost")).write(folder.resolve("server"), "server");
        Vertx vertx = open(options(List.of(), port).withTls(server));
        coordinator = new Messenger(vertx);
        await(coordinator
                .onCoordinatorMessage(message -> {
                    arrived.incrementAndGet();
                    return Future.succeededFuture(new Answer.Accepted());
                })
                .completion());
    }

    @AfterEach
    void close() {
        opened.forEach(vertx -> await(vertx.close()));
    }

    @Test
    void messagesPassBetweenMembersWithCertificatesOfTheAuthority() {
        Vertx member = open(member().withTls(site(authority, "north")));
        listen(member);

        assertThat(await(coordinator.tell(Address.site("north"), ENDED))).isEqualTo(new Answer.Accepted());
        assertThat(await(new Messenger(member).tell(Address.coordinator(), HEARTBEAT)))
                .isEqualTo(new Answer.Accepted());
        assertThat(arrived).hasValue(1);
    }

    @Test
    void nothingPassesToOrFromAMemberWithoutTls() {
        nothingPasses(open(member()));
    }

    @Test
    void nothingPassesToOrFromAMemberOfAnotherAuthority() {
        CertificateAuthority other =
                CertificateAuthority.create(folder.resolve("other"), "test", Clock.systemUTC(), Validity.DEFAULT);

        nothingPasses(open(member().withTls(site(other, "north"))));
    }

    @Test
    void aCertificateThatOnlyCallsIsNoMembers() {
        TlsFiles files = authority.issueSite("north", SiteUse.DIALS_OUT).write(folder.resolve("north"), "site");

        assertThatThrownBy(() -> await(Link.cluster(member().withTls(files))))
                .hasCauseInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("issued with --cluster");
    }

    private void nothingPasses(Vertx member) {
        AtomicInteger received = listen(member);

        assertThatThrownBy(() -> await(new Messenger(member).tell(Address.coordinator(), HEARTBEAT, PATIENCE)))
                .hasCauseInstanceOf(NoAnswerException.class);
        assertThatThrownBy(() -> await(coordinator.tell(Address.site("north"), ENDED, PATIENCE)))
                .hasCauseInstanceOf(NoAnswerException.class);
        assertThat(arrived).hasValue(0);
        assertThat(received).hasValue(0);
    }

    private AtomicInteger listen(Vertx member) {
        AtomicInteger received = new AtomicInteger();
        await(new Messenger(member)
                .onSiteMessage("north", message -> {
                    received.incrementAndGet();
                    return Future.succeededFuture(new Answer.Accepted());
                })
                .completion());
        return received;
    }

    private TlsFiles site(CertificateAuthority by, String id) {
        return by.issueSite(id, SiteUse.CLUSTER_MEMBER).write(folder.resolve("site-" + id), "site");
    }

    private ClusterOptions member() {
        return options(List.of("127.0.0.1:" + port), 0);
    }

    private static ClusterOptions options(List<String> members, int at) {
        return new ClusterOptions("tls-test", "127.0.0.1", at, members);
    }

    private Vertx open(ClusterOptions options) {
        Vertx vertx = await(Link.cluster(options));
        opened.add(vertx);
        return vertx;
    }
}
