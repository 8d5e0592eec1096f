package io.lorkd.site.command;

import io.lorkd.model.InvalidInputException;
import io.lorkd.protocol.plan.Plan;
import io.lorkd.site.central.CentralTraining.Budget;
import io.lorkd.site.train.Engine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.nio.file.Files;
import java.nio.file.Path;

/** What commands that train in one place ask alike: for how long, by how many threads, and where the result goes. */
final class TrainingOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(names = "--to", required = true, paramLabel = "FILE", description = "The safetensors file to write.")
    private Path to;

    @ArgGroup
    private Length length = new Length();

    private static final class Length {
        @Option(
                names = "--passes",
                paramLabel = "N",
                description = "Passes over all that is trained on (default: 15 for a foundation, 10 to fine-tune).")
        private Double passes;

        @Option(names = "--steps", paramLabel = "N", description = "Steps, in place of passes.")
        private Integer steps;
    }

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Of new weights and of the data's order, in place of the plan's.")
    private Long seed;

    @Option(names = "--threads", paramLabel = "N", description = "CPU threads of a step, in place of the plan's.")
    private Integer threads;

    Path to() {
        return to;
    }

    /**
     * Looked at before anything is trained: who has waited for an hour wants a file.
     *
     * @throws ParameterException if a number is not above 0
     * @throws InvalidInputException if no file can be written there
     */
    void check() {
        requireAbove0("--passes", length.passes);
        requireAbove0("--steps", length.steps);
        requireAbove0("--threads", threads);
        Path folder = to.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder) || !Files.isWritable(folder) || Files.isDirectory(to)) {
            throw new InvalidInputException(
                    "--to: found " + to + "; expected a file in a folder that is there and can be written");
        }
    }

    void requireAbove0(String option, Number value) {
        if (value != null && !(value.doubleValue() > 0)) {
            throw new ParameterException(command.commandLine(), option + " is " + value + "; it must be above 0.");
        }
    }

    long seedOr(long other) {
        return seed == null ? other : seed;
    }

    Plan seeded(Plan plan) {
        return plan.withSeed(seedOr(plan.seed()));
    }

    /** Before the first model, or it has no effect. */
    void useThreads(Plan plan) {
        Engine.useThreads(threads == null ? plan.training().threads() : threads);
    }

    /** @param passes where the command line says nothing */
    Budget budget(double passes, long samplesPerPass, int batchSize, double learningRate) {
        return length.steps != null
                ? Budget.ofSteps(length.steps, batchSize, learningRate)
                : Budget.ofPasses(
                        length.passes == null ? passes : length.passes, samplesPerPass, batchSize, learningRate);
    }
}
