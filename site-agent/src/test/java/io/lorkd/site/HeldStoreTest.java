package io.lorkd.site;

import io.lorkd.model.init.Initialiser;
import io.lorkd.model.network.Networks;
import io.lorkd.model.network.Stem;
import io.lorkd.protocol.message.Phase;
import io.lorkd.protocol.message.RoundId;
import io.lorkd.protocol.message.ToCoordinator;
import io.lorkd.protocol.message.ToSite.RoundOffer;
import io.lorkd.protocol.message.Work;
import io.lorkd.site.egress.EgressGuard;
import io.lorkd.site.egress.LedgerBrokenException;
import io.lorkd.site.egress.Outbox;
import io.lorkd.site.folder.StateFolder;
import io.lorkd.site.train.PlannedModel;
import io.lorkd.site.train.Trained;
import io.lorkd.site.train.TrainingOrder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What the next process makes of what the last one left; a kill is a store that is opened again. */
class HeldStoreTest {
    private static final String SITE = "radiology";
    private static final EgressGuard GUARD = new EgressGuard(
            PlannedModel.manifest(TestRegions.plan()),
            List.of(new ToCoordinator.Region("breast", List.of("benign", "malign"), 8)));

    @TempDir
    Path root;

    private final Set<String> granted = new HashSet<>();
    private StateFolder folder;
    private HeldStore store;

    @BeforeEach
    void openFirst() throws IOException {
        folder = StateFolder.open(root);
        assertThat(killedAndStartedAgain()).isEmpty();
    }

    @AfterEach
    void close() {
        folder.close();
    }

    private Optional<Held> killedAndStartedAgain() throws IOException {
        folder.close();
        folder = StateFolder.open(root);
        return opened(SITE, "run");
    }

    private Optional<Held> opened(String site, String run) throws IOException {
        granted.clear();
        HeldStore.Opened opened = HeldStore.open(site, folder, run, GUARD, new Outbox.Grants() {
            @Override
            public String peer() {
                return "coordinator";
            }

            @Override
            public void grant(String digest, Path file) {
                granted.add(digest);
            }

            @Override
            public void revoke(String digest) {
                granted.remove(digest);
            }
        });
        store = opened.store();
        return opened.held();
    }

    private Held sealed(int round) throws IOException {
        RoundOffer offer = new RoundOffer(
                new RoundId("run", round, 1),
                Phase.DECOMPOSITION,
                "b".repeat(64),
                Map.of("breast", 4),
                0.05,
                new Work.Steps(2, 4),
                Duration.ofMinutes(1),
                Duration.ofMinutes(1));
        TrainingOrder order = new TrainingOrder(
                offer,
                root.resolve("backbone"),
                0,
                folder.work().resolve("update"),
                store.candidate(offer.round()),
                folder.checkpoints());
        Initialiser.backbone(
                PlannedModel.manifest(TestRegions.plan()),
                Networks.byName("shufflenet-v2-x0.5", Stem.SMALL, 3),
                round,
                order.update());
        Files.writeString(order.unit().resolve("experts"), "of round " + round);
        Files.createDirectories(folder.checkpoints().resolve("step-1"));
        return store.seal(order, new Trained(8, 8L * round, Map.of("breast", 0.5), Map.of("seconds", 1.5)));
    }

    private void nothingIsLeftBut(Path... units) {
        assertThat(folder.held()).doesNotExist();
        assertThat(folder.outbox()).isEmptyDirectory();
        assertThat(granted).isEmpty();
        try (var entries = Files.list(folder.units())) {
            assertThat(entries.filter(Files::isDirectory)).containsExactlyInAnyOrder(units);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void whatWasSealedIsHeldAgainAndCanBePulled() throws IOException {
        Held held = sealed(1);
        assertThat(folder.checkpoints()).doesNotExist();

        assertThat(killedAndStartedAgain()).contains(held);

        assertThat(granted).containsExactly(held.update().digest());
        store.promote(held);
        assertThat(store.promoted()).contains(held.unit());
        nothingIsLeftBut(held.unit().folder());
    }

    @ParameterizedTest
    @ValueSource(strings = {"held.json", "outbox", "unit"})
    void beforeItWasHeldWholeItIsRemovedAndTrainedAgain(String missing) throws IOException {
        Held held = sealed(1);
        switch (missing) {
            case "outbox" -> Files.delete(folder.outbox().resolve(held.update().digest()));
            case "unit" -> Files.delete(held.unit().folder().resolve("provenance.json"));
            default -> Files.delete(folder.held());
        }

        assertThat(killedAndStartedAgain()).isEmpty();

        nothingIsLeftBut();
        assertThat(sealed(1).update()).isEqualTo(held.update());
    }

    @Test
    void aLedgerWithoutWhatWasAnnouncedKeepsTheRunFromOpening() throws IOException {
        Held held = sealed(1);
        Files.delete(folder.ledger());

        assertThatThrownBy(this::killedAndStartedAgain)
                .isInstanceOf(LedgerBrokenException.class)
                .hasMessageContaining("none with the head " + held.update().ledgerHead());
        assertThat(granted).isEmpty();
    }

    @Test
    void aPromotionThatWasCutAfterThePointerIsEnded() throws IOException {
        sealed(1);
        store.promote(killedAndStartedAgain().orElseThrow());
        Held held = sealed(2);
        Files.writeString(folder.units().resolve("promoted"), "round-2-attempt-1");

        assertThat(killedAndStartedAgain()).isEmpty();

        assertThat(store.promoted()).contains(held.unit());
        nothingIsLeftBut(held.unit().folder());
    }

    @Test
    void aDropThatWasCutAfterItsFirstStepIsEnded() throws IOException {
        Held promoted = sealed(1);
        store.promote(promoted);
        sealed(2);
        Files.delete(folder.held());

        assertThat(killedAndStartedAgain()).isEmpty();

        nothingIsLeftBut(promoted.unit().folder());
    }

    @Test
    void whatWasDroppedIsGone() throws IOException {
        store.drop(sealed(1));

        nothingIsLeftBut();
        assertThat(killedAndStartedAgain()).isEmpty();
    }

    @Test
    void whatIsHeldOfAnotherRunOrInAnotherNameIsRemoved() throws IOException {
        sealed(1);
        assertThat(opened(SITE, "another-run")).isEmpty();
        nothingIsLeftBut();

        sealed(1);
        assertThat(opened("another-site", "run")).isEmpty();
        nothingIsLeftBut();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "{\"unit\":\"round-1-attempt-1\"}"})
    void aFileThatCannotBeUnderstoodHoldsNothing(String content) throws IOException {
        sealed(1);
        Files.writeString(folder.held(), content);

        assertThat(killedAndStartedAgain()).isEmpty();

        nothingIsLeftBut();
    }
}
