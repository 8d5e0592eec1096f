package io.lorkd.bench;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

import java.io.PrintWriter;
import java.io.StringWriter;

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
}
