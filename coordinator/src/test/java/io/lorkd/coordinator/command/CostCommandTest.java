package io.lorkd.coordinator.command;

import io.lorkd.model.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.stream.Stream;

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

    /** Tables 2 and 6 of the paper, in millions: 62.12, 67.01, 76.78; 119.15, 129.11 (129.10 in print), 149.02. */
    @ParameterizedTest
    @CsvSource({
        "unet3d-nano, 4, 62122944",
        "unet3d-nano, 8, 67010016",
        "unet3d-nano, 16, 76784160",
        "unet3d-pro, 4, 119150496",
        "unet3d-pro, 8, 129106368",
        "unet3d-pro, 16, 149018112"
    })
    void countsThePapersSegmentationNetworks(String network, String rank, String total) {
        assertThat(run("--network", network, "--head", "query", "--regions", "8", "--rank", rank, "--format", "json"))
                .isZero();
        assertThat(out.toString()).contains("\"totalParameters\":" + total + ",");
    }

    /** LoRKD*-Nano of Table 2: 67.32 million. */
    @Test
    void countsThePapersImbalancedRanks() {
        String ranks = "12,10,10,4,8,8,12,2";
        assertThat(run("--network", "unet3d-nano", "--head", "query", "--regions", "8", "--rank", ranks))
                .isZero();
        assertThat(out.toString()).contains("57,235,872", "67,315,458", "input of 64 x 64 x 64");
    }

    @Test
    void leavesAConvolutionHeadToTheRegions() {
        String[] network = {"--network", "unet3d-nano", "--regions", "8", "--rank", "8"};
        assertThat(run(network)).isZero();
        String usual = out.toString();
        out.getBuffer().setLength(0);
        assertThat(run(Stream.concat(Stream.of(network), Stream.of("--head", "convolution"))
                        .toArray(String[]::new)))
                .isZero();
        assertThat(out.toString()).isEqualTo(usual).contains("22,582,912");
    }

    /** Section 4.3 of the paper: 5.3 % of the parameters and 3.6 % of the computation. */
    @Test
    void showsWhatIsSavedOfATeacher() {
        String[] network = {"--network", "shufflenet-v2-x1.0", "--regions", "11", "--teacher", "resnet-50"};
        assertThat(run(network)).isZero();
        assertThat(out.toString())
                .contains("parameters of resnet-50")
                .containsPattern("share of the parameters +5\\.3 %")
                .containsPattern("share of the FLOPs +3\\.6 %");
        out.getBuffer().setLength(0);
        assertThat(run(Stream.concat(Stream.of(network), Stream.of("--format", "json"))
                        .toArray(String[]::new)))
                .isZero();
        assertThat(out.toString())
                .contains("\"teacher\":{\"network\":\"resnet-50\",\"parameters\":23508032,\"flops\":")
                .contains("\"parameterShare\":0.053", "\"flopShare\":0.0357");
    }

    /** Section 4.3 and 4.4 of the paper: 52.42 % of SAT-Nano's parameters and 39.83 % of its computation. */
    @Test
    void showsWhatIsSavedOfASegmentationTeacher() {
        assertThat(run("--network", "unet3d-nano", "--head", "query", "--regions", "8", "--teacher", "unet3d-pro"))
                .isZero();
        assertThat(out.toString())
                .containsPattern("share of the parameters +52\\.4 %")
                .containsPattern("share of the FLOPs +39\\.6 %");
    }

    @Test
    void countsOneInputOfAnyExtents() {
        assertThat(run("--network", "unet3d-tiny", "--regions", "1", "--input-size", "32,40,48", "--format", "json"))
                .isZero();
        assertThat(out.toString()).contains("\"inputSize\":[32,40,48]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--network resnet-18 --head query | --network: resnet-18 classifies images; --head is for U-Nets",
                "--network unet3d-nano --head query --teacher resnet-50 | --teacher: resnet-50 classifies images",
                "--network unet3d-nano --teacher resnet-50 | --teacher: resnet-50 does something else than unet3d-nano",
                "--network unet3d-nano --stem small | --stem: unet3d-nano begins in one way only",
                "--network unet3d-nano --classes 3 | --classes: only a query decoder's cost depends on them",
                "--network unet3d-nano --head query --classes 0 | --classes: found 0",
                "--network unet3d-nano --input-size 40 | extents are multiples of 16; found 40 x 40 x 40",
                "--network unet3d-nano --head query --input-size 48 | with its query decoder takes inputs whose extents are"
                        + " multiples of 32; found 48 x 48 x 48",
                "--network unet3d-nano --input-size 32,64 | --input-size: found 2 extents; unet3d-nano takes inputs of 3",
                "--network resnet-18 --input-size 64,64,64 | --input-size: found 3 extents; resnet-18 takes inputs of 2",
                "--network unet3d-pro --input-size 4096 | --input-size: found 4096; allowed are 1 to 2048"
            })
    void refusesWhatDoesNotGoTogether(String arguments, String message) {
        assertThat(run((arguments + " --regions 1").split(" "))).isEqualTo(2);
        assertThat(err.toString()).contains(message);
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
