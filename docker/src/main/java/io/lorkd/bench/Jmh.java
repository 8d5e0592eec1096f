package io.lorkd.bench;

import io.lorkd.protocol.command.RunFailedException;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormat;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.regex.Pattern;

/**
 * Runs one trial in a JVM of its own, which has this one's class path and options. What that JVM says is shown only when
 * the trial fails: standard output is for the report.
 */
final class Jmh {

    private final Effort effort;

    Jmh(Effort effort) {
        this.effort = effort;
    }

    /**
     * @return the median time of one call, in milliseconds
     * @throws RunFailedException when the trial failed
     */
    double median(Trial trial) {
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include("^" + Pattern.quote(trial.benchmark().getName()) + "\\.")
                .verbosity(VerboseMode.SILENT)
                .shouldFailOnError(true)
                .forks(1)
                .warmupIterations(1)
                .warmupTime(time(effort.warmup()))
                .measurementIterations(1)
                .measurementTime(time(effort.measurement()))
                .jvmArgsAppend(
                        "-Dai.djl.offline=true",
                        "-Dai.djl.pytorch.num_threads=" + trial.threads(),
                        "-Dai.djl.pytorch.num_interop_threads=1");
        trial.parameters().forEach((name, value) -> options.param(name, value));
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        try (PrintStream to = new PrintStream(said, true, StandardCharsets.UTF_8)) {
            OutputFormat output = OutputFormatFactory.createFormatInstance(to, VerboseMode.SILENT);
            RunResult result = new Runner(options.build(), output).runSingle();
            return result.getPrimaryResult().getStatistics().getPercentile(50);
        } catch (RunnerException e) {
            throw new RunFailedException(
                    "The benchmark \"" + trial + "\" failed: " + e.getMessage() + ". Its JVM said:\n"
                            + said.toString(StandardCharsets.UTF_8),
                    e);
        }
    }

    private static TimeValue time(Duration duration) {
        return TimeValue.milliseconds(duration.toMillis());
    }
}
