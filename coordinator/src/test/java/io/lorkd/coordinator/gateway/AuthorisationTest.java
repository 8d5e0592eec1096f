package io.lorkd.coordinator.gateway;

import io.lorkd.protocol.link.Address;
import io.lorkd.protocol.link.MessageHeader;
import io.lorkd.protocol.link.gateway.RawConnection;
import io.lorkd.protocol.message.Measurement;
import io.lorkd.protocol.message.MessageCodec;
import io.lorkd.protocol.message.RoundId;
import io.lorkd.protocol.message.ToCoordinator;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.ReplyException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;

import static io.lorkd.coordinator.gateway.TestLink.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Walks every address in both directions; docs/addresses.md says the same. */
class AuthorisationTest {
    private static final String INSTANCE = "instance-of-site-a";
    private static final List<String> ALL = List.of(
            "lorkd.coordinator",
            "lorkd.blobs.coordinator",
            "lorkd.site.site-a",
            "lorkd.site.site-b",
            "lorkd.blobs.site-a",
            "lorkd.blobs.site-b",
            "lorkd.connection.site-a",
            "lorkd.connection.site-b",
            "lorkd.nobody",
            "lorkd.coordinator.x",
            "__vertx.reply.1");

    @TempDir
    private Path folder;

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private Logged logged;
    private TestLink link;
    private RawConnection siteA;
    private RawConnection siteB;

    @BeforeEach
    void connectTwoSites() {
        logged = new Logged();
        link = new TestLink(folder);
        siteA = result(
                RawConnection.open(link.coordinator, link.certificates.site("site-a"), link.gateway.port(), INSTANCE));
        siteB = result(RawConnection.open(
                link.coordinator, link.certificates.site("site-b"), link.gateway.port(), "instance-of-site-b"));
    }

    @AfterEach
    void close() {
        link.close();
        logged.close();
    }

    private void listenEverywhere() {
        // The gateways themselves listen at the others.
        ALL.stream()
                .filter(address -> !address.contains("connection"))
                .forEach(address -> link.coordinator.eventBus().consumer(address, message -> {
                    asked.add(address);
                    message.reply("heard");
                }));
    }

    private String fromA(String address, Object body, Map<MessageHeader, String> headers) {
        return result(siteA.ask(address, headers, body));
    }

    private static String heartbeat(String site, String instance) {
        return MessageCodec.encode(new ToCoordinator.Heartbeat(site, instance, Optional.empty()));
    }

    @Test
    void aSiteAsksTheCoordinatorAndNobodyElse() {
        listenEverywhere();
        String own = heartbeat("site-a", INSTANCE);
        Map<MessageHeader, String> chunk = Map.of(MessageHeader.PEER, "site-a");

        for (String address : ALL) {
            boolean control = address.equals(Address.coordinator());
            boolean blobs = address.equals(Address.blobs("coordinator"));
            String answer = fromA(address, blobs ? null : own, blobs ? chunk : Map.of());

            assertThat(answer).as(address).startsWith(control || blobs ? "heard" : "403 ");
            if (!control && !blobs) {
                logged.has("refused site site-a", "127.0.0.1", "at " + address);
            }
        }

        assertThat(asked).containsExactly("lorkd.coordinator", "lorkd.blobs.coordinator");
    }

    @Test
    void theCoordinatorReachesASiteOverThatSitesConnectionAlone() {
        for (String address : List.of("lorkd.site.site-a", "lorkd.blobs.site-a")) {
            assertThat(result(link.coordinator.eventBus().request(address, "message", new DeliveryOptions()))
                            .body())
                    .isEqualTo("heard");
            assertThat(siteA.heard().poll()).isEqualTo(address);
        }
        assertThat(siteB.heard()).isEmpty();

        for (String address : List.of("lorkd.site.site-c", "lorkd.blobs.site-c", "lorkd.coordinator")) {
            assertThatThrownBy(() -> result(link.coordinator.eventBus().request(address, "message")))
                    .as(address)
                    .isInstanceOf(CompletionException.class)
                    .hasCauseInstanceOf(ReplyException.class)
                    .hasMessageContaining("No handlers");
        }
    }

    @Test
    void nobodySpeaksInTheNameOfAnother() {
        listenEverywhere();
        RoundId round = new RoundId("run", 1, 1);
        List<ToCoordinator> borrowed = List.of(
                new ToCoordinator.Enrol("site-b", INSTANCE, List.of(), "cpu"),
                new ToCoordinator.Enrol("site-a", "another", List.of(), "cpu"),
                new ToCoordinator.Heartbeat("site-b", "instance-of-site-b", Optional.empty()),
                new ToCoordinator.Heartbeat("site-a", "another", Optional.empty()),
                new ToCoordinator.UpdateReady(
                        "site-b", round, "0".repeat(64), 1, 1, Map.of(), Map.of(), "0".repeat(64)),
                new ToCoordinator.Measured("site-b", "run", Measurement.AFTER_WARMUP, Map.of()),
                new ToCoordinator.SiteReport("site-b", "run", List.of()),
                new ToCoordinator.WorkFailed("site-b", round, "no reason"));

        for (ToCoordinator message : borrowed) {
            assertThat(fromA(Address.coordinator(), MessageCodec.encode(message), Map.of()))
                    .as(message.toString())
                    .startsWith("403 it speaks in the name of");
        }
        logged.has("refused site site-a", "in the name of site site-b");
        assertThat(fromA("lorkd.blobs.coordinator", null, Map.of(MessageHeader.PEER, "site-b")))
                .startsWith("403 it asks in the name of peer 'site-b'");
        assertThat(fromA("lorkd.blobs.coordinator", null, Map.of())).startsWith("403 ");
        assertThat(asked).isEmpty();
    }

    @Test
    void whatCannotBeReadIsAnsweredWithARefusalAndGoesNoFurther() {
        listenEverywhere();

        assertThat(fromA(Address.coordinator(), "{\"schema\":99}", Map.of())).contains("SCHEMA");
        assertThat(fromA(Address.coordinator(), "no JSON", Map.of())).contains("MALFORMED");
        assertThat(fromA(
                        Address.coordinator(), "{\"schema\":" + MessageCodec.SCHEMA + ",\"type\":\"a\\nb\"}", Map.of()))
                .contains("MALFORMED");
        assertThat(logged.lines()).noneMatch(line -> line.contains("\n"));
        assertThat(fromA(Address.coordinator(), Buffer.buffer("{}"), Map.of())).contains("MALFORMED");
        assertThat(fromA(Address.coordinator(), null, Map.of())).contains("MALFORMED");
        assertThat(asked).isEmpty();
    }

    @Test
    void whoAsksAgainAndAgainWhatItMayNotIsSentAway() {
        for (int i = 0; i < 16; i++) {
            siteA.ask("lorkd.site.site-b", Map.of(), "give me that");
        }

        assertThat(result(siteA.closed())).startsWith("1008 too many requests");
        logged.has("closed the connection of site site-a", "16 requests were refused");
        assertThat(siteB.heard()).isEmpty();
    }
}
