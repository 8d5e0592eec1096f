package io.lorkd.bench;

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

class BenchCommandTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--threads=0|--threads holds 0; it must be 1 to 1024.",
                "--threads=1,5000|--threads holds 5000; it must be 1 to 1024.",
                "--threads=two|'two' is not an int",
                "--only=all|expected one of",
                "--format=xml|expected one of"
            })
    void anOptionOutOfRangeIsRefusedBeforeAnythingIsMeasured(String argument, String message) {
        StringWriter err = new StringWriter();
        int exit = new CommandLine(new BenchCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setErr(new PrintWriter(err, true))
                .execute(argument);
        assertThat(exit).isEqualTo(2);
        assertThat(err.toString()).contains(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--patch=0|--patch is 0; it must be 1 to 512.",
                "--patch=40|unet3d-nano takes inputs whose extents are multiples of 16; found 40 x 40 x 40",
                "--network=resnet-18|resnet-18",
                "--mix=all|--mix is all; it must be single-region or mixed.",
                "--batch=0|--batch is 0",
                "--rank=-1|--rank is -1",
                "--steps=0|--steps is 0"
            })
    void whatMemoryIsNotMeasuredOfIsRefused(String argument, String message) {
        StringWriter err = new StringWriter();
        int exit = memory(err, new StringWriter(), argument);
        assertThat(exit).isEqualTo(2);
        assertThat(err.toString()).contains(message);
    }

    @Test
    void theMemoryOfTrainingIsMeasured() {
        StringWriter out = new StringWriter();
        int exit = memory(
                new StringWriter(),
                out,
                "--network=unet3d-tiny",
                "--patch=16",
                "--batch=2",
                "--mix=mixed",
                "--steps=1",
                "--format=json");
        assertThat(exit).isZero();
        assertThat(out.toString())
                .startsWith("{\"network\":\"unet3d-tiny\",\"head\":\"convolution\",\"patch\":16,\"batch\":2")
                .containsPattern("\"peakResidentMiB\":[1-9][0-9]{2,}");
    }

    private static int memory(StringWriter err, StringWriter out, String... arguments) {
        IExecutionExceptionHandler asLauncher = (failure, command, parsed) -> {
            err.append(failure.getMessage());
            return failure instanceof InvalidInputException ? 2 : 1;
        };
        return new CommandLine(new BenchCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setErr(new PrintWriter(err, true))
                .setOut(new PrintWriter(out, true))
                .setExecutionExceptionHandler(asLauncher)
                .execute(
                        Stream.concat(Stream.of("memory"), Stream.of(arguments)).toArray(String[]::new));
    }
}
