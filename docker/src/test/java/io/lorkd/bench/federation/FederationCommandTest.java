package io.lorkd.bench.federation;

import io.lorkd.model.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class FederationCommandTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--sites=0|--sites is 0; it must be 1 to 10000.",
                "--size=20000|--size is 20000; it must be 1 to 10000.",
                "--rounds=-1|--rounds is -1; it must be 1 to 10000.",
                "--folder=nowhere|--folder is nowhere; it must be a folder that is there.",
                "--format=xml|expected one of"
            })
    void anOptionThatCannotBeIsRefusedBeforeAnythingIsMeasured(String argument, String message) {
        StringWriter err = new StringWriter();
        int exit = new CommandLine(new FederationCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setErr(new PrintWriter(err, true))
                .execute(argument);
        assertThat(exit).isEqualTo(2);
        assertThat(err.toString()).contains(message);
    }

    @Test
    void whatDoesNotFitOnTheDiskIsRefusedAndSaysWhatIsNeeded() {
        assertThatThrownBy(() -> FederationBench.requireRoom(folder, 10_000, 10_000))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("10000 sites with updates of 10000 MB need 300080000 MB")
                .hasMessageContaining(folder.toString())
                .hasMessageContaining("--folder");
    }

    @Test
    void theJsonHasWhatProgramsRely() {
        FederationReport report = new FederationReport(4, 200, 3, 12.3456, 2, 1.5, 400, 700, 650, 276.1, 0.05, 1, 0);
        assertThat(FederationFormat.JSON.render(report))
                .isEqualTo("{\"sites\":4,\"megabytes\":200,\"rounds\":3,\"roundSeconds\":12.346,"
                        + "\"aggregateMBps\":400.0,\"pumpMBps\":650.0,\"peakResidentMB\":276.1,\"lost\":0}");
        assertThat(FederationFormat.TEXT.render(report)).contains("share of the slower", "62 %");
    }
}
