package io.lorkd.launcher;

import io.lorkd.model.expert.ClassificationCard;
import io.lorkd.model.init.Initialiser;
import io.lorkd.model.network.Network;
import io.lorkd.model.network.Networks;
import io.lorkd.model.network.Stem;
import io.lorkd.model.tensor.BackboneManifest;
import io.lorkd.model.tensor.Dtype;
import io.lorkd.model.train.ModelSettings;
import io.lorkd.model.train.OptimiserSettings;
import io.lorkd.model.train.RegionHead;
import io.lorkd.model.train.StepLock;
import io.lorkd.model.train.TrainingSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

import static io.lorkd.launcher.Called.lorkd;
import static org.assertj.core.api.Assertions.assertThat;

/** Exit code 2, the file or key that is at fault, what to do, and nothing left behind. */
class BadInputTest {

    @TempDir
    Path temporary;

    private void assertRefused(Called called, String... said) {
        assertThat(called.err()).contains(said).doesNotContain("\tat ");
        assertThat(called.exitCode()).isEqualTo(2);
    }

    private Called simulate(String... arguments) {
        String[] all = Arrays.copyOf(arguments, arguments.length + 3);
        all[arguments.length] = "--out";
        all[arguments.length + 1] = out().toString();
        all[arguments.length + 2] = "--format=json";
        String[] line = new String[all.length + 1];
        line[0] = "simulate";
        System.arraycopy(all, 0, line, 1, all.length);
        return lorkd(line);
    }

    private Path out() {
        return temporary.resolve("out");
    }

    // Data

    @Test
    void aDataFolderThatIsNotThere() {
        Path missing = temporary.resolve("no-such-folder");

        assertRefused(simulate("--data", missing.toString()), missing.toString(), "not there");
        assertThat(out()).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.3, 0.9})
    void aTruncatedNpz(double share) throws IOException {
        Path file = DataFixture.cut(DataFixture.medMnist(temporary.resolve("breast.npz"), 0, 1, 0, 1), share);

        assertRefused(simulate("--data", file.toString()), file.toString(), "fetch");
        assertThat(out()).doesNotExist();
    }

    @Test
    void anNpzThatIsNone() throws IOException {
        Path file = Files.writeString(temporary.resolve("breast.npz"), "this is no archive, but a text");

        assertRefused(simulate("--data", file.toString()), file.toString());
        assertThat(out()).doesNotExist();
    }

    @Test
    void aClassWithNoSamples() throws IOException {
        Path file = DataFixture.medMnist(temporary.resolve("breast.npz"), 0, 0, 2, 2);

        assertRefused(
                simulate("--data", file.toString()), file.toString(), "class 1", "no training samples", "add some");
        assertThat(out()).doesNotExist();
    }

    @Test
    void aRegionWithOneSample() throws IOException {
        Path file = DataFixture.medMnist(temporary.resolve("breast.npz"), 1);

        assertRefused(simulate("--data", file.toString()), file.toString(), "1 training sample", "two at least");
        assertThat(out()).doesNotExist();
    }

    @Test
    void anImageThatIsCutOff() throws IOException {
        Path folder = DataFixture.imageFolder(temporary.resolve("skin"));
        Path image = DataFixture.cut(folder.resolve("train").resolve("ill").resolve("1.png"), 0.6);

        assertRefused(simulate("--plan", plan("name: p").toString(), "--data", folder.toString()), image.toString());
        assertThat(out()).doesNotExist();
    }

    @Test
    void anImageThatIsNone() throws IOException {
        Path folder = DataFixture.imageFolder(temporary.resolve("skin"));
        Path image = Files.writeString(folder.resolve("train").resolve("well").resolve("0.png"), "no image");

        assertRefused(simulate("--plan", plan("name: p").toString(), "--data", folder.toString()), image.toString());
        assertThat(out()).doesNotExist();
    }

    @Test
    void aFolderInWhichNothingCanBeUsedIsRefusedWithEveryReason() throws IOException {
        Path folder = Files.createDirectory(temporary.resolve("data"));
        Path cut = DataFixture.cut(DataFixture.medMnist(folder.resolve("a.npz"), 0, 1, 0, 1), 0.5);
        Path lacking = DataFixture.medMnist(folder.resolve("b.npz"), 0, 0, 2);

        assertRefused(simulate("--data", folder.toString()), folder.toString(), cut.toString(), lacking.toString());
        assertThat(out()).doesNotExist();
    }

    /** Neither experts, nor a backbone, nor anything else that could be taken for a result. */
    private void assertNoRunIsLeft() throws IOException {
        if (Files.exists(out())) {
            try (var files = Files.walk(out())) {
                assertThat(files.filter(Files::isRegularFile)
                                .map(file -> file.getFileName().toString()))
                        .noneMatch(name -> name.endsWith(".tmp") || name.endsWith(".part"))
                        .noneMatch(name -> name.endsWith(".safetensors"));
            }
        }
    }

    // Plan and options

    private Path plan(String yaml) throws IOException {
        return Files.writeString(temporary.resolve("plan.yaml"), yaml);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "experts: {ranke: 8}                    | experts.ranke  | rank",
                "experts: {rank: many}                  | experts.rank   | many",
                "experts: {rank: 2000}                  | experts.rank   | 1024",
                "training: {learningRate: -1}           | training.learningRate | 10",
                "rounds: {deadline: soon}               | rounds.deadline | soon",
                "network: {imageSize: 4}                | network.imageSize | 8",
                "network: {architecture: shufflenet-v9} | shufflenet-v9  | shufflenet-v2-x0.5",
                "rounds: {warmup: 0, decomposition: 0}  | rounds         | 0",
                "'name: [a, b'                          | plan.yaml:1    | not YAML"
            })
    void aPlanThatIsNoPlan(String yaml, String key, String said) throws IOException {
        Called called = simulate("--plan", plan(yaml).toString());

        assertRefused(called, key, said);
        assertNoRunIsLeft();
    }

    @Test
    void aPlanThatIsNotThere() {
        Path missing = temporary.resolve("nowhere.yaml");

        assertRefused(simulate("--plan", missing.toString()), missing.toString());
        assertRefused(lorkd("plan", missing.toString()), missing.toString());
        assertThat(out()).doesNotExist();
    }

    @Test
    void aPlanThatIsCutOffInTheMiddleOfAValue() throws IOException {
        Path plan = plan("name: a\ntraining: {batchSize: 3");

        assertRefused(simulate("--plan", plan.toString()), plan.toString());
        assertThat(out()).doesNotExist();
    }

    @Test
    void anOptionThatDoesNotFitThePlan() throws IOException {
        Path plan = plan("rounds: {warmup: 0}");

        assertRefused(simulate("--plan", plan.toString(), "--ranks", "imbalanced"), "imbalanced", "warmup");
        assertThat(out()).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource({
        "--rounds, 0",
        "--rounds, -3",
        "--rounds, many",
        "--rounds, 1000000000000",
        "--seed, today",
        "--ranks, fair",
        "--exchange, weights",
        "--format, xml",
        "--no-such-option, 1"
    })
    void anOptionOutOfRange(String option, String value) {
        Called called = lorkd("simulate", option, value, "--out", out().toString());

        assertRefused(called, option, "--help");
        assertThat(out()).doesNotExist();
    }

    @Test
    void anOutputFolderThatIsNotEmpty() throws IOException {
        Files.createDirectory(out());
        Path results = Files.writeString(out().resolve("results.txt"), "of last year");

        assertRefused(simulate(), out().toString(), "not empty", "--out");
        assertThat(out()).isDirectoryContaining(file -> file.equals(results));
        assertThat(results).hasContent("of last year");
        assertThat(out().toFile().list()).hasSize(1);
    }

    @Test
    void anOutputFolderThatIsAFile() throws IOException {
        Files.writeString(out(), "a file");

        assertRefused(simulate(), out().toString(), "--out");
        assertThat(out()).hasContent("a file");
    }

    // Configurations of the daemons

    @ParameterizedTest
    @ValueSource(strings = {"coordinator", "site"})
    void aConfigurationThatIsNotThereOrHasAnUnknownKey(String daemon) throws IOException {
        Path missing = temporary.resolve("missing.yaml");
        Path wrong = Files.writeString(temporary.resolve("wrong.yaml"), "statte: here\n");

        assertRefused(lorkd(daemon, "--config", missing.toString()), missing.toString());
        assertRefused(lorkd(daemon, "--config", wrong.toString()), wrong.toString(), "statte", "state");
    }

    @Test
    void aSiteWhoseDataAreNotThereSaysSoBeforeItLinksToAnybody() throws IOException {
        Path config = Files.writeString(temporary.resolve("site.yaml"), """
                site: clinic
                state: state
                link: {cluster: {members: ['127.0.0.1:1']}}
                regions: [{name: skin, data: no-such-data.npz}]
                """);

        assertRefused(lorkd("site", "--config", config.toString()), "no-such-data.npz", "not there");
    }

    // Experts

    private Path expert() throws IOException {
        Network network = Networks.byName("shufflenet-v2-x0.5", Stem.SMALL, 3);
        Path backbone = temporary.resolve("backbone.safetensors");
        Initialiser.backbone(BackboneManifest.of(network, true, Dtype.F32), network, 1, backbone);
        ModelSettings settings = new ModelSettings(
                network,
                false,
                false,
                Dtype.F32,
                OptionalDouble.empty(),
                new OptimiserSettings(OptimiserSettings.Kind.SGD, 0, 0),
                1,
                0,
                Optional.empty(),
                1);
        List<String> classes = List.of("ill", "well");
        Path expert = temporary.resolve("skin.safetensors");
        try (TrainingSession session =
                TrainingSession.open(settings, List.of(new RegionHead("skin", classes)), new StepLock())) {
            session.backbone(backbone);
            session.writeExpert("skin", expert);
        }
        new ClassificationCard(
                        "skin",
                        classes,
                        "shufflenet-v2-x0.5",
                        Stem.SMALL,
                        DataFixture.SIDE,
                        0,
                        "0".repeat(64),
                        List.of(0.5, 0.5, 0.5),
                        List.of(0.5, 0.5, 0.5))
                .write(temporary.resolve("skin.json"));
        return expert;
    }

    private Called predict(Path expert, Path... images) {
        String[] line = new String[3 + images.length];
        line[0] = "predict";
        line[1] = "--expert";
        line[2] = expert.toString();
        for (int i = 0; i < images.length; i++) {
            line[3 + i] = images[i].toString();
        }
        return lorkd(line);
    }

    @Test
    void anExpertOrAnImageThatCannotBeUsedLeavesNoHalfAnswer() throws IOException {
        Path expert = expert();
        Path image = DataFixture.image(temporary.resolve("image.png"), 1);
        Path damaged = DataFixture.cut(DataFixture.image(temporary.resolve("damaged.png"), 2), 0.6);
        Path missing = temporary.resolve("missing.png");

        Called good = predict(expert, image);
        assertThat(good.err()).isEmpty();
        assertThat(good.exitCode()).isZero();
        assertThat(good.out()).contains("ill", "well", image.toString());

        assertRefused(predict(expert, image, damaged), damaged.toString());
        assertThat(predict(expert, image, damaged).out()).isEmpty();
        assertRefused(predict(expert, missing), missing.toString());
        assertRefused(predict(temporary.resolve("none.safetensors"), image), "none");
        assertRefused(predict(image, image), image.toString(), ".safetensors");

        DataFixture.cut(expert, 0.5);
        assertRefused(predict(expert, image), expert.toString());
        Files.writeString(expert, "no tensors at all");
        assertRefused(predict(expert, image), expert.toString());
    }

    @Test
    void anExpertWhoseDescriptionIsDamaged() throws IOException {
        Path expert = expert();
        Path image = DataFixture.image(temporary.resolve("image.png"), 1);
        Path card = DataFixture.cut(temporary.resolve("skin.json"), 0.5);

        assertRefused(predict(expert, image), card.toString());
    }
}
