package io.lorkd.site.unit;

import io.lorkd.protocol.InvalidConfigurationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class UnitStoreTest {
    @TempDir
    Path root;

    private UnitStore open(String run) throws IOException {
        return UnitStore.open(root, run, Optional.empty());
    }

    @Test
    void aCandidateThatIsHeldStaysAndIsFoundIfItIsSealed() throws IOException {
        UnitStore store = open("run");
        UnitStore.Unit held = sealed(store, 1, 1);
        sealed(store, 1, 2);

        UnitStore again = UnitStore.open(root, "run", Optional.of("round-1-attempt-1"));

        assertThat(again.find("round-1-attempt-1")).contains(held);
        assertThat(again.find("round-1-attempt-2")).isEmpty();
        assertThat(again.find("../elsewhere")).isEmpty();
        Files.delete(held.folder().resolve("provenance.json"));
        assertThat(again.find("round-1-attempt-1")).isEmpty();
    }

    @Test
    void hasNothingBeforeTheFirstPromotion() throws IOException {
        UnitStore store = open("run");
        sealed(store, 1, 1);

        assertThat(store.promoted()).isEmpty();
        assertThat(open("run").promoted()).isEmpty();
        assertThat(root)
                .as("an unpromoted candidate is of no use to a new process")
                .isEmptyDirectory();
    }

    @Test
    void aPromotedUnitSurvivesARestartWithItsProvenance() throws IOException {
        UnitStore store = open("run");
        UnitStore.Unit unit = sealed(store, 3, 2);
        store.promote(unit);

        assertThat(open("run").promoted()).contains(unit);
        assertThat(unit.provenance()).isEqualTo(new Provenance("run", 3, 2, "b".repeat(64), 300));
        assertThat(unit.folder().resolve("experts")).hasContent("trained in 3.2");
    }

    @Test
    void aPromotionRemovesEveryOtherUnit() throws IOException {
        UnitStore store = open("run");
        UnitStore.Unit first = sealed(store, 1, 1);
        store.promote(first);
        UnitStore.Unit abandoned = sealed(store, 2, 1);
        UnitStore.Unit second = sealed(store, 2, 2);
        store.promote(second);

        assertThat(first.folder()).doesNotExist();
        assertThat(abandoned.folder()).doesNotExist();
        assertThat(second.folder()).isDirectory();
    }

    @Test
    void promotingOrDiscardingAPromotedUnitAgainChangesNothing() throws IOException {
        UnitStore store = open("run");
        UnitStore.Unit unit = sealed(store, 1, 1);
        store.promote(unit);
        store.promote(unit);
        store.discard(unit.folder());

        assertThat(open("run").promoted()).contains(unit);
    }

    @Test
    void aCandidateIsMadeAnewWhereAnEarlierTryLeftOne() throws IOException {
        UnitStore store = open("run");
        Files.writeString(store.candidate(1, 1).resolve("half"), "written");

        assertThat(store.candidate(1, 1)).isEmptyDirectory();
    }

    @Test
    void aUnitOfAnotherRunDoesNotCount() throws IOException {
        UnitStore store = open("run");
        store.promote(sealed(store, 1, 1));

        assertThat(open("another").promoted()).isEmpty();
        assertThat(root).isEmptyDirectory();
    }

    @Test
    void aPromotionThatWasCutLeavesTheUnitBefore() throws IOException {
        UnitStore store = open("run");
        UnitStore.Unit first = sealed(store, 1, 1);
        store.promote(first);
        UnitStore.Unit second = sealed(store, 2, 1);
        // The pointer was written aside, and not renamed.
        Files.writeString(
                root.resolve("promoted.writing"), second.folder().getFileName().toString());

        assertThat(open("run").promoted()).contains(first);
        assertThat(second.folder()).doesNotExist();
    }

    @Test
    void aDamagedUnitIsRefusedByName() throws IOException {
        UnitStore store = open("run");
        UnitStore.Unit unit = sealed(store, 1, 1);
        store.promote(unit);
        Files.writeString(unit.folder().resolve("provenance.json"), "{\"run\":");

        assertThatThrownBy(() -> open("run"))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("provenance.json");

        Files.writeString(root.resolve("promoted"), "../elsewhere");
        assertThatThrownBy(() -> open("run"))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("promoted");
    }

    private static UnitStore.Unit sealed(UnitStore store, int round, int attempt) throws IOException {
        Path candidate = store.candidate(round, attempt);
        Files.writeString(candidate.resolve("experts"), "trained in " + round + "." + attempt);
        return store.seal(candidate, new Provenance("run", round, attempt, "b".repeat(64), round * 100L));
    }
}
