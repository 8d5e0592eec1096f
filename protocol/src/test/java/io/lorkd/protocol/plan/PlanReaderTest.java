package io.lorkd.protocol.plan;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class PlanReaderTest {
    private static final Plan DEFAULTS = new Plan(
            "lorkd",
            1,
            Plan.Precision.FLOAT32,
            new Plan.Network("shufflenet-v2-x0.5", "small", 28),
            Optional.empty(),
            new Normalisation(Normalisation.Scope.SHARED, Normalisation.Statistics.BATCH),
            new Experts(8, Experts.Ranks.BALANCED, 2, 32, OptionalDouble.of(16)),
            new Training(Training.Optimiser.SGD, 0.05, 0.9, 1e-4, 64, 1, 0, true, 1),
            Optional.empty(),
            new Rounds(
                    3,
                    12,
                    4,
                    1,
                    OptionalInt.empty(),
                    OptionalInt.empty(),
                    0,
                    Duration.ofMinutes(10),
                    Duration.ofMinutes(2),
                    OptionalInt.empty(),
                    OptionalDouble.empty(),
                    3,
                    Duration.ofSeconds(2),
                    2),
            Plan.Exchange.DELTAS,
            new Plan.Aggregation(Plan.Aggregation.Rule.MEAN, 0.1, 10),
            new Plan.Server(Plan.Server.Optimiser.PLAIN, 0.9, 0.99, 0.001, 1),
            Optional.empty(),
            new Plan.Data(OptionalInt.empty(), 0.1, List.of()));

    /** Every key of the plan, each with a value that is not its default. */
    private static final String EVERY_KEY = """
            name: "breast and skin"
            seed: -7
            precision: float64
            network:
              architecture: "resnet-18"
              stem: standard
              imageSize: 224
            segmentation:
              head: query
              prompts: "prompts.safetensors"
              patch:
                - 96
                - 64
                - 32
              spacing:
                - 1.5
                - 1.5
                - 3
              smaller: pad
              foreground: 0.5
              patchesPerVolume: 4
              intensity: 0.2
              overlap: 0.25
              dice: global
              tolerance: 2
            normalisation:
              scope: local
              statistics: frozen
            experts:
              rank: 16
              ranks: imbalanced
              minRank: 4
              maxRank: 64
              alpha: none
            training:
              optimiser: adamw
              learningRate: 0.0001
              momentum: 0.8
              weightDecay: 0.01
              batchSize: 32
              temperature: 2
              proximal: 0.5
              flip: false
              threads: 2
            teacher:
              architecture: "resnet-50"
              stem: standard
              file: "teacher.safetensors"
              sha256: "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
              script: none
              mean:
                - 0.485
                - 0.456
                - 0.406
              deviation:
                - 0.229
                - 0.224
                - 0.225
              beta: 0.1
              temperature: 4
              projection: learned
              cache: false
            rounds:
              warmup: 2
              decomposition: 5
              sites: 3
              localPasses: 0.5
              localSteps: 10
              participants: none
              overSelection: 0
              deadline: 90s
              lease: 45s
              quorum: none
              quorumShare: none
              attempts: 1
              backOff: 5s
              keepRounds: 7
            exchange: deltas
            aggregation:
              rule: trimmed-mean
              trim: 0.2
              maxNorm: 3.5
            server:
              optimiser: yogi
              momentum: 0.7
              beta2: 0.95
              epsilon: 0.01
              learningRate: 0.5
            buffered:
              size: 3
              maxStaleness: 4
              stalenessExponent: 0.25
            data:
              maxTrainingImages: 1500
              heldOut: 0.2
              sets:
                - region: "torso"
                  folder: "totalseg"
                  images: "ct_{case}_image.nii.gz"
                  labels: "ct_{case}_labels.nii.gz"
                  modality: ct
                  classes:
                    - name: "liver"
                      ids:
                        - 5
                    - name: "lung"
                      ids:
                        - 10
                        - 11
                        - 12
                        - 13
                        - 14
                  split: none
                  test:
                    - "small"
                  patchesPerVolume: 16
                - region: "brain"
                  folder: "hippocampus"
                  images: "imagesTr/{case}.nii.gz"
                  labels: "labelsTr/{case}.nii.gz"
                  modality: other
                  classes:
                    - name: "hippocampus"
                      ids:
                        - 1
                        - 2
                  split: "split.csv"
                  test: []
                  patchesPerVolume: none
            """;

    @Test
    void everyDefaultIsPinned() {
        assertThat(PlanReader.defaults()).isEqualTo(DEFAULTS);
        assertThat(PlanReader.parse("name: lorkd", "plan.yaml")).isEqualTo(DEFAULTS);
    }

    @Test
    void everyKeyIsReadAndWritten() {
        Plan plan = PlanReader.parse(EVERY_KEY, "plan.yaml");

        assertThat(plan)
                .isEqualTo(new Plan(
                        "breast and skin",
                        -7,
                        Plan.Precision.FLOAT64,
                        new Plan.Network("resnet-18", "standard", 224),
                        Optional.of(new Segmentation(
                                Segmentation.Head.QUERY,
                                Optional.of("prompts.safetensors"),
                                List.of(96, 64, 32),
                                Optional.of(List.of(1.5, 1.5, 3.0)),
                                Segmentation.Smaller.PAD,
                                0.5,
                                4,
                                0.2,
                                0.25,
                                Segmentation.Dice.GLOBAL,
                                2)),
                        new Normalisation(Normalisation.Scope.LOCAL, Normalisation.Statistics.FROZEN),
                        new Experts(16, Experts.Ranks.IMBALANCED, 4, 64, OptionalDouble.empty()),
                        new Training(Training.Optimiser.ADAMW, 1e-4, 0.8, 0.01, 32, 2, 0.5, false, 2),
                        Optional.of(new Teacher(
                                Optional.of("resnet-50"),
                                Optional.of("standard"),
                                Optional.of("teacher.safetensors"),
                                Optional.of("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"),
                                Optional.empty(),
                                List.of(0.485, 0.456, 0.406),
                                List.of(0.229, 0.224, 0.225),
                                0.1,
                                4,
                                Teacher.Projection.LEARNED,
                                false)),
                        new Rounds(
                                2,
                                5,
                                3,
                                0.5,
                                OptionalInt.of(10),
                                OptionalInt.empty(),
                                0,
                                Duration.ofSeconds(90),
                                Duration.ofSeconds(45),
                                OptionalInt.empty(),
                                OptionalDouble.empty(),
                                1,
                                Duration.ofSeconds(5),
                                7),
                        Plan.Exchange.DELTAS,
                        new Plan.Aggregation(Plan.Aggregation.Rule.TRIMMED_MEAN, 0.2, 3.5),
                        new Plan.Server(Plan.Server.Optimiser.YOGI, 0.7, 0.95, 0.01, 0.5),
                        Optional.of(new Buffered(3, 4, 0.25)),
                        new Plan.Data(
                                OptionalInt.of(1500),
                                0.2,
                                List.of(
                                        new VolumeSet(
                                                "torso",
                                                "totalseg",
                                                "ct_{case}_image.nii.gz",
                                                "ct_{case}_labels.nii.gz",
                                                VolumeSet.Modality.CT,
                                                List.of(
                                                        new VolumeSet.MaskClass("liver", List.of(5)),
                                                        new VolumeSet.MaskClass("lung", List.of(10, 11, 12, 13, 14))),
                                                Optional.empty(),
                                                List.of("small"),
                                                OptionalInt.of(16)),
                                        new VolumeSet(
                                                "brain",
                                                "hippocampus",
                                                "imagesTr/{case}.nii.gz",
                                                "labelsTr/{case}.nii.gz",
                                                VolumeSet.Modality.OTHER,
                                                List.of(new VolumeSet.MaskClass("hippocampus", List.of(1, 2))),
                                                Optional.of("split.csv"),
                                                List.of(),
                                                OptionalInt.empty())))));
        assertThat(PlanReader.write(plan)).isEqualTo(EVERY_KEY);
    }

    @Test
    void theDefaultsReadBackAsWritten() {
        assertThat(PlanReader.parse(PlanReader.write(DEFAULTS), "written")).isEqualTo(DEFAULTS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"docs/plan.md", "README.md"})
    void theTableInTheDocumentationIsTheCodes(String documentation) throws IOException {
        assertThat(Files.readString(Path.of("..").resolve(documentation)))
                .as("the table in %s; replace it by this: %n%s", documentation, PlanReader.describe())
                .contains("\n\n" + PlanReader.describe());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "experts: {rank: -1}|plan.yaml:1: experts.rank: found -1; allowed is a whole number from 0 to 1024",
                "experts: {rank: eight}|plan.yaml:1: experts.rank: found 'eight'; allowed is a whole number",
                "experts: {rank: 8.5}|experts.rank: found 8.5; allowed is a whole number",
                "experts: {rank: 99999999999999999999}|experts.rank: found 99999999999999999999; allowed is",
                "experts: {rank: }|experts.rank: found nothing; allowed is",
                "experts: {rank: [8]}|experts.rank: found a list; allowed is",
                "experts: 8|experts: found 8; allowed is a section with the keys rank, ranks, minRank",
                "experts: {ranks: BALANCED}|experts.ranks: found 'BALANCED'; allowed is one of balanced, imbalanced",
                "experts: {alpha: 0}|experts.alpha: found 0; allowed is a number from 0.001 to 100000, or none",
                "experts: {alpha: nothing}|experts.alpha: found 'nothing'; allowed is a number",
                "training: {learningRate: .nan}|training.learningRate: found",
                "training: {learningRate: '0.05'}|training.learningRate: found '0.05'; allowed is a number",
                "training: {flip: yes}|training.flip: found 'yes'; allowed is true or false",
                "training: {learning_rate: 1}|no such key, did you mean learningRate?; allowed here are optimiser",
                "trainning: {}|trainning: there is no such key, did you mean training?",
                "qqqqqq: 1|qqqqqq: there is no such key; allowed here are name, seed",
                "name: 7|name: found 7; allowed is a text",
                "name: ' '|name: found",
                "network: {stem: large}|network.stem: found 'large'; allowed is one of standard, small",
                "network: {imageSize: 65}|network.imageSize: found 65 with network.stem small; allowed is at most 64",
                "rounds: {deadline: 10}|rounds.deadline: found 10; allowed is a duration from 1s to 7d, such as",
                "rounds: {deadline: 1ms}|rounds.deadline: found 1ms; allowed is a duration from 1s",
                "rounds: {quorum: 5}|rounds.quorum: found 5; allowed is at most rounds.sites, which is 4",
                "rounds: {warmup: 0, decomposition: 0}|rounds.decomposition: found 0 with rounds.warmup 0",
                "experts: {minRank: 64}|experts.minRank: found 64; allowed is at most experts.maxRank, which is 32",
                "experts: {ranks: imbalanced, minRank: 3}|experts.minRank: found 3 with experts.ranks imbalanced",
                "experts: {ranks: imbalanced, rank: 0}|experts.rank: found 0 with experts.ranks imbalanced",
                "teacher: {file: t.safetensors}|teacher.architecture: found neither it nor teacher.script; allowed is one",
                "teacher: {file: t.pt, architecture: resnet-18, script: {width: 5}}|teacher.architecture: found beside",
                "teacher: {architecture: resnet-18}|teacher.file: found neither it nor teacher.sha256; allowed is one",
                "teacher: {architecture: resnet-18, sha256: abc}|teacher.sha256: found 'abc'; allowed are 64 hexa",
                "teacher: {file: t.pt, script: {}}|teacher.script.width: the key is missing",
                "teacher: {file: t, architecture: r, mean: [0.5]}|teacher.mean: found [0.5]; allowed is a list of three",
                "teacher: {file: t, architecture: r, stem: big}|teacher.stem: found 'big'; allowed is one of",
                "teacher: yes|teacher: found 'yes'; allowed is a section",
                "seed: 1 seed: 2|this is not YAML",
                "[1, 2]|plan.yaml:1: found a list; allowed is a section",
                "just text|found 'just text'; allowed is a section",
                "{experts: &a {rank: 1}, data: *a}|data: found an alias"
            })
    void whatIsNotAllowedIsRefused(String yaml, String message) {
        assertThatExceptionOfType(InvalidPlanException.class)
                .isThrownBy(() -> PlanReader.parse(yaml, "plan.yaml"))
                .withMessageStartingWith("plan.yaml")
                .withMessageContaining(message);
    }

    @Test
    void ranksByLossReductionNeedAWarmUp() {
        String yaml = "experts: {ranks: imbalanced}\nrounds: {warmup: 0}";

        assertThatExceptionOfType(InvalidPlanException.class)
                .isThrownBy(() -> PlanReader.parse(yaml, "plan.yaml"))
                .withMessageContaining("experts.ranks: found imbalanced with rounds.warmup 0; Eq. 2 needs");
    }

    @Test
    void gradientsNeedAllSites() {
        String yaml = "exchange: gradients\nrounds: {quorum: 3}";

        assertThatExceptionOfType(InvalidPlanException.class)
                .isThrownBy(() -> PlanReader.parse(yaml, "plan.yaml"))
                .withMessageContaining("rounds.quorum: found 3 with exchange gradients");
        assertThat(PlanReader.parse("exchange: gradients\nrounds: {quorum: 4}", "plan.yaml")
                        .exchange())
                .isEqualTo(Plan.Exchange.GRADIENTS);
    }

    @Test
    void aKeyGivenTwiceIsRefusedWithBothLines() {
        assertThatExceptionOfType(InvalidPlanException.class)
                .isThrownBy(() -> PlanReader.parse("rounds:\n  sites: 2\n  sites: 3\n", "plan.yaml"))
                .withMessage("plan.yaml:3: rounds.sites: the key is given twice, first at line 2");
    }

    @ParameterizedTest
    @CsvSource({"1e-4, 0.0001", "1E-4, 0.0001", "0.0001, 0.0001", "1, 1", "1.5e-2, 0.015"})
    void numbersMayHaveAnExponent(String written, double value) {
        assertThat(PlanReader.parse("training: {weightDecay: " + written + "}", "plan.yaml")
                        .training()
                        .weightDecay())
                .isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource({"30s, 30", "10m, 600", "PT10M, 600", "2h, 7200", "1d, 86400", "1500ms, 1.5"})
    void durationsAreShortOrIso(String written, double seconds) {
        assertThat(PlanReader.parse("rounds: {deadline: " + written + "}", "plan.yaml")
                        .rounds()
                        .deadline())
                .isEqualTo(Duration.ofMillis((long) (seconds * 1000)));
    }

    @Test
    void aChangedPlanIsCheckedAsOneThatIsRead() {
        Rounds rounds = DEFAULTS.rounds();

        assertThat(DEFAULTS.withSeed(5).seed()).isEqualTo(5);
        assertThatExceptionOfType(InvalidPlanException.class)
                .isThrownBy(() -> DEFAULTS.withRounds(rounds.withPhases(rounds.warmup(), -3)))
                .withMessage("rounds.decomposition: found -3; allowed is a whole number from 0 to 100000");
    }

    @Test
    void aFileThatCannotBeReadIsRefused(@TempDir Path folder) throws IOException {
        Path empty = Files.writeString(folder.resolve("empty.yaml"), "# nothing but a comment\n");
        Path binary = Files.write(folder.resolve("binary.yaml"), new byte[] {(byte) 0xff, (byte) 0xfe, 0, 1});
        Path broken = Files.writeString(folder.resolve("broken.yaml"), "experts: {rank: 8\nrounds: [");
        Path large = Files.write(folder.resolve("large.yaml"), new byte[(1 << 20) + 1]);

        refuses(folder.resolve("absent.yaml"), "absent.yaml: there is no such file");
        refuses(folder, "this is a folder; give a YAML file");
        refuses(empty, "empty.yaml: the file is empty; it needs at least one of the keys name, seed");
        refuses(binary, "binary.yaml: this is not text in UTF-8");
        refuses(broken, "this is not YAML: ");
        refuses(large, "found 1048577 bytes");
    }

    @Test
    void aFileIsRead(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("plan.yaml"), EVERY_KEY);

        assertThat(PlanReader.read(file).name()).isEqualTo("breast and skin");
        assertThat(PlanReader.read(file).teacher().orElseThrow().file())
                .contains(folder.resolve("teacher.safetensors").toAbsolutePath().toString());
    }

    private static void refuses(Path file, String message) {
        assertThatExceptionOfType(InvalidPlanException.class)
                .isThrownBy(() -> PlanReader.read(file))
                .withMessageContaining(message);
    }

    @Test
    void aBufferHoldsNoMoreUpdatesThanThereAreSites() {
        assertThatExceptionOfType(InvalidPlanException.class)
                .isThrownBy(() -> PlanReader.parse("rounds: {sites: 4}\nbuffered: {size: 5}", "plan.yaml"))
                .withMessageContaining("buffered.size: found 5; allowed is at most rounds.sites, which is 4");

        Plan plan =
                PlanReader.parse("rounds: {sites: 4, quorum: 3}", "plan.yaml").withSites(2);
        Plan buffered = PlanReader.parse("rounds: {sites: 4}\nbuffered: {size: 3}", "plan.yaml")
                .withSites(2);
        assertThat(plan.rounds().quorum()).hasValue(2);
        assertThat(buffered.buffered()).map(Buffered::size).contains(2);
    }
}
