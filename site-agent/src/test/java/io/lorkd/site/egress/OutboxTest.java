package io.lorkd.site.egress;

import io.lorkd.model.init.Initialiser;
import io.lorkd.model.network.Network;
import io.lorkd.model.network.Networks;
import io.lorkd.model.network.Stem;
import io.lorkd.model.tensor.BackboneManifest;
import io.lorkd.model.tensor.Dtype;
import io.lorkd.protocol.message.RoundId;
import io.lorkd.protocol.message.Scores;
import io.lorkd.protocol.message.ToCoordinator.Region;
import io.lorkd.protocol.message.ToCoordinator.RegionResult;
import io.lorkd.protocol.transfer.Sha256;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class OutboxTest {
    private static final Network NETWORK = Networks.byName("shufflenet-v2-x0.5", Stem.SMALL, 3);
    private static final BackboneManifest MANIFEST = BackboneManifest.of(NETWORK, true, Dtype.F32);

    private static final RoundId ROUND = new RoundId("run-1", 3, 1);

    @TempDir
    Path temporary;

    private final Map<String, Path> granted = new HashMap<>();
    private final EgressGuard guard = new EgressGuard(
            MANIFEST,
            List.of(new Region("breast", List.of("benign", "malign"), 8), new Region("skin", List.of("naevus"), 8)));
    private Path folder;
    private Path ledger;
    private Path aside;
    private Outbox outbox;

    @BeforeEach
    void openOutbox() throws IOException {
        folder = Files.createDirectory(temporary.resolve("outbox"));
        ledger = temporary.resolve("ledger.jsonl");
        Files.writeString(folder.resolve("left-over"), "of an earlier run");
        aside = temporary.resolve("update");
        Initialiser.backbone(MANIFEST, NETWORK, 7, aside);
        outbox = open(Optional.empty());
    }

    private Outbox open(Optional<String> held) throws IOException {
        return Outbox.open(
                folder,
                guard,
                new Outbox.Grants() {
                    @Override
                    public String peer() {
                        return "coordinator";
                    }

                    @Override
                    public void grant(String digest, Path file) {
                        granted.put(digest, file);
                    }

                    @Override
                    public void revoke(String digest) {
                        granted.remove(digest);
                    }
                },
                Ledger.open(ledger, Optional.empty(), Clock.systemUTC()),
                held);
    }

    @Test
    void readmitsAnUpdateOfAnEarlierProcessThatIsWholeAndOfTheManifestsForm() throws IOException {
        String digest = outbox.admit(ROUND, aside).digest();
        granted.clear();

        Outbox again = open(Optional.of(digest));
        assertThat(granted).isEmpty();
        assertThat(again.readmit(digest)).isTrue();

        assertThat(granted).containsOnlyKeys(digest);
        granted.clear();
        assertThat(again.readmit("0".repeat(64))).isFalse();
        Path file = folder.resolve(digest);
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length - 1]++;
        Files.write(file, bytes);
        assertThat(again.readmit(digest)).as("damaged").isFalse();
        Path leak = Files.writeString(temporary.resolve("leak"), "no update");
        String leaked = Sha256.ofFile(leak);
        Files.move(leak, folder.resolve(leaked));
        assertThat(again.readmit(leaked)).as("put there by somebody else").isFalse();
        assertThat(granted).isEmpty();
        open(Optional.empty());
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void grantsAnUpdateOfTheManifestsFormUnderItsDigest() throws IOException {
        String digest = Sha256.ofFile(aside);
        long bytes = Files.size(aside);

        Outbox.Update update = outbox.admit(ROUND, aside);

        assertThat(update.digest()).isEqualTo(digest);
        assertThat(update.bytes()).isEqualTo(bytes);
        assertThat(update.unsound()).isEmpty();
        assertThat(granted).containsExactly(Map.entry(digest, folder.resolve(digest)));
        assertThat(folder.resolve(digest)).hasSize(bytes);
        assertThat(aside).doesNotExist();
        LedgerReading read = LedgerReading.of(ledger);
        assertThat(read.head()).isEqualTo(update.ledgerHead());
        assertThat(read.entries()).singleElement().satisfies(entry -> {
            assertThat(entry.digest()).isEqualTo(digest);
            assertThat(entry.tensors()).isEqualTo(guard.tensors());
            assertThat(entry.bytes()).isEqualTo(bytes);
            assertThat(entry.peer()).isEqualTo("coordinator");
        });
    }

    @Test
    void grantsNothingThatTheLedgerDoesNotTake() throws IOException {
        Files.createDirectory(ledger);

        assertThatThrownBy(() -> outbox.admit(ROUND, aside)).isInstanceOf(IOException.class);

        assertThat(granted).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Leak.class)
    void refusesWhatDoesNotHaveTheManifestsForm(Leak leak) throws IOException {
        leak.into(aside, MANIFEST);

        assertThatThrownBy(() -> outbox.admit(ROUND, aside))
                .isInstanceOf(EgressViolationException.class)
                .hasMessageStartingWith("the update may not leave the site: ");

        assertThat(granted).isEmpty();
        assertThat(folder).isEmptyDirectory();
        assertThat(aside).doesNotExist();
        assertThat(ledger).doesNotExist();
    }

    @Test
    void reportsAValueThatIsNotFiniteAndLetsTheCoordinatorRefuseIt() throws IOException {
        byte[] bytes = Files.readAllBytes(aside);
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putFloat(bytes.length - 4, Float.NaN);
        Files.write(aside, bytes);

        assertThat(outbox.admit(ROUND, aside).unsound()).isPresent();
    }

    @Test
    void aWithdrawnUpdateIsNeitherGrantedNorThere() throws IOException {
        Outbox.Update update = outbox.admit(ROUND, aside);

        outbox.withdraw(update.digest());
        outbox.withdraw(update.digest());

        assertThat(granted).isEmpty();
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void reportsSpeakOfTheSitesOwnRegionsInPlainlyNamedNumbers() {
        assertThatCode(() -> guard.checkReport(Map.of("breast", 0.5), Map.of("seconds", 1.0)))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> guard.checkReport(Map.of("patient-0815", 0.5), Map.of()))
                .isInstanceOf(EgressViolationException.class)
                .hasMessageNotContaining("0815");
        assertThatCode(() -> guard.checkReport(Map.of(), Map.of("accuracy/breast", 0.5, "dice/breast", 1.0)))
                .doesNotThrowAnyException();
        for (String name : List.of("accuracy/patient-0815", "accuracy/breast/0815", "auc/breast", "accuracy/")) {
            assertThatThrownBy(() -> guard.checkReport(Map.of(), Map.of(name, 0.5)))
                    .as(name)
                    .isInstanceOf(EgressViolationException.class)
                    .hasMessageNotContaining("0815");
        }
        for (double value : new double[] {-0.1, 1.5, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThatThrownBy(() -> guard.checkReport(Map.of(), Map.of("accuracy/breast", value)))
                    .as("%s", value)
                    .isInstanceOf(EgressViolationException.class)
                    .hasMessageContaining("accuracy/breast");
        }
        assertThatThrownBy(() -> guard.checkReport(Map.of(), Map.of("AAECAwQFBgc=", 0.5)))
                .isInstanceOf(EgressViolationException.class);
        Map<String, Double> many = new HashMap<>();
        for (char c = 'a'; c <= 'z'; c++) {
            many.put(String.valueOf(c), 1.0);
        }
        assertThatThrownBy(() -> guard.checkReport(Map.of(), many)).isInstanceOf(EgressViolationException.class);
        assertThatThrownBy(() -> guard.checkRegions(new HashSet<>(Set.of("breast", "another"))))
                .isInstanceOf(EgressViolationException.class);
    }

    @Test
    void resultsSpeakOfTheSitesOwnClasses() {
        Scores.Overlap overlap = new Scores.Overlap(0.5, 0.5);

        assertThatCode(() -> guard.checkResults(
                        List.of(result("skin", Map.of("naevus", overlap)), result("breast", Map.of()))))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> guard.checkResults(List.of(result("skin", Map.of("patient-0815", overlap)))))
                .isInstanceOf(EgressViolationException.class)
                .hasMessageNotContaining("0815");
        assertThatThrownBy(() -> guard.checkResults(List.of(result("skin", Map.of("benign", overlap)))))
                .isInstanceOf(EgressViolationException.class);
        assertThatThrownBy(() -> guard.checkResults(List.of(result("another", Map.of()))))
                .isInstanceOf(EgressViolationException.class);
    }

    private static RegionResult result(String region, Map<String, Scores.Overlap> classes) {
        return new RegionResult(region, 8, 2, 4, new Scores.Segmentation(0.5, 0.5, classes));
    }
}
