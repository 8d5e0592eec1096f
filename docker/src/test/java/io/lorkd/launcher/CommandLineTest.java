package io.lorkd.launcher;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import static io.lorkd.launcher.Called.lorkd;
import static org.assertj.core.api.Assertions.assertThat;

class CommandLineTest {

    @TempDir
    Path temporary;

    @Test
    void theHelpListsEveryCommandAndTheExitCodes() {
        Called help = lorkd("--help");

        assertThat(help.exitCode()).isZero();
        assertThat(help.out())
                .contains(
                        "simulate",
                        "coordinator",
                        "site",
                        "predict",
                        "export",
                        "cost",
                        "plan",
                        "provision",
                        "test",
                        "help",
                        "completion")
                .containsPattern("Exit codes:\\s+0\\s+done\\s+1\\s+ran and failed\\s+2\\s+bad input or usage");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "simulate",
                "coordinator",
                "site",
                "predict",
                "export",
                "cost",
                "plan",
                "provision",
                "test",
                "faults"
            })
    void everyCommandHasAHelpOfItsOwn(String command) {
        Called help = lorkd(command, "--help");

        assertThat(help.exitCode()).isZero();
        assertThat(help.out()).contains("Usage: lorkd " + command);
        assertThat(lorkd("help", command)).isEqualTo(help);
    }

    @Test
    void theVersionIsSaid() {
        assertThat(lorkd("--version").out()).startsWith("lorkd ");
    }

    @Test
    void aWrongCommandIsBadUsageAndTheRightOneIsSuggested() {
        Called wrong = lorkd("simulat");

        assertThat(wrong.exitCode()).isEqualTo(2);
        assertThat(wrong.err()).contains("simulat").contains("simulate");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "many", "1000000"})
    void aNumberOfFaultsThatThereCannotBeIsBadUsage(String faults) {
        Called wrong = lorkd("faults", "--faults", faults);

        assertThat(wrong.exitCode()).isEqualTo(2);
        assertThat(wrong.err()).contains("--faults", faults);
    }

    @Test
    void noCommandIsBadUsage() {
        Called nothing = lorkd();

        assertThat(nothing.exitCode()).isEqualTo(2);
        assertThat(nothing.err()).contains("Name a command", "--help");
    }

    /** The paper's Table 4: 2.21, 2.12 and 1.95 million. */
    @ParameterizedTest
    @CsvSource({"11, 2206380", "10, 2119764", "8, 1946532"})
    void theCostIsThePapers(int regions, long total) throws IOException {
        Called cost = lorkd(
                "cost",
                "--network",
                "shufflenet-v2-x1.0",
                "--regions",
                "" + regions,
                "--rank",
                "8",
                "--format",
                "json");

        assertThat(cost.exitCode()).isZero();
        JsonNode json = new ObjectMapper().readTree(cost.out());
        assertThat(json.fieldNames())
                .toIterable()
                .containsExactly(
                        "backboneParameters",
                        "expertParameters",
                        "totalParameters",
                        "fusedParameters",
                        "flops",
                        "multiplyAccumulates",
                        "inputSize");
        assertThat(json.get("backboneParameters").asLong()).isEqualTo(1_253_604);
        assertThat(json.get("expertParameters").asLong()).isEqualTo(10_827L * 8 * regions);
        assertThat(json.get("totalParameters").asLong()).isEqualTo(total);
        assertThat(json.get("fusedParameters").asLong()).isEqualTo(1_253_604);
    }

    @Test
    void aPlanThatIsPrintedInFullReadsAsItself() throws IOException {
        Path plan = Files.writeString(
                temporary.resolve("plan.yaml"),
                "name: short\nexperts: {rank: 4, alpha: none}\nrounds: {deadline: 90s}\n");

        Called first = lorkd("plan", plan.toString());
        Files.writeString(plan, first.out());
        Called second = lorkd("plan", plan.toString());

        assertThat(first.exitCode()).isZero();
        assertThat(first.out()).contains("name: \"short\"", "rank: 4", "alpha: none", "learningRate: 0.05");
        assertThat(second).isEqualTo(first);
    }

    @Test
    void theKeysOfAPlanAreListedWithDefaultsUnitsAndRanges() {
        assertThat(lorkd("plan").out().lines())
                .anyMatch(line -> line.contains("network.imageSize")
                        && List.of("28", "pixels", "8", "1024").stream().allMatch(line::contains));
    }
}
