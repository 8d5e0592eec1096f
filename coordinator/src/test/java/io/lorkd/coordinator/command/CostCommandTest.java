package io.lorkd.coordinator.command;

import io.lorkd.model.InvalidInputException;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;

import java.io.PrintWriter;
import java.io.StringWriter;

import static org.assertj.core.api.Assertions.assertThat;

class CostCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void countsThePapersElevenRegions() {
        assertThat(run("--network", "shufflenet-v2-x1.0", "--regions", "11", "--rank", "8", "--format", "json"))
                .isZero();
        assertThat(out.toString().strip())
                .startsWith("{\"backboneParameters\":1253604,\"expertParameters\":" + 10_827 * 8 * 11
                        + ",\"totalParameters\":" + (1_253_604 + 10_827 * 8 * 11)
                        + ",\"fusedParameters\":1253604,\"flops\":")
                .endsWith("}");
    }

    @Test
    void takesARankForEachRegion() {
        assertThat(run("--network", "shufflenet-v2-x1.0", "--regions", "3", "--rank", "2,8,4", "--format", "json"))
                .isZero();
        assertThat(out.toString()).contains("\"expertParameters\":" + 10_827 * 14);
    }

    @Test
    void printsATableForPeople() {
        assertThat(run("--network", "shufflenet-v2-x1.0", "--regions", "11")).isZero();
        assertThat(out.toString()).contains("backbone parameters", "1,253,604");
    }

    @Test
    void refusesAnotherNumberOfRanksThanRegions() {
        assertThat(run("--network", "shufflenet-v2-x1.0", "--regions", "3", "--rank", "2,8"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("--rank: found 2 ranks for 3 regions");
    }

    @Test
    void refusesNoRegions() {
        assertThat(run("--network", "shufflenet-v2-x1.0", "--regions", "0")).isEqualTo(2);
        assertThat(err.toString()).contains("--regions: found 0");
    }

    @Test
    void refusesANetworkThatThereIsNot() {
        assertThat(run("--network", "shufflenet-v9", "--regions", "1")).isEqualTo(2);
        assertThat(err.toString()).contains("shufflenet-v9", "shufflenet-v2-x1.0");
    }

    @Test
    void refusesANegativeRankAndAnEmptyImage() {
        assertThat(run("--network", "resnet-18", "--regions", "1", "--rank", "-2"))
                .isEqualTo(2);
        assertThat(run("--network", "resnet-18", "--regions", "1", "--input-size", "0"))
                .isEqualTo(2);
    }

    /** As the launcher does it. */
    private int run(String... arguments) {
        IExecutionExceptionHandler asLauncher = (failure, command, parsed) -> {
            err.append(failure.getMessage());
            return failure instanceof InvalidInputException ? 2 : 1;
        };
        return new CommandLine(new CostCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .setExecutionExceptionHandler(asLauncher)
                .execute(arguments);
    }
}
