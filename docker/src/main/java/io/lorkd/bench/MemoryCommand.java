package io.lorkd.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.lorkd.bench.machine.Machine;
import io.lorkd.bench.machine.ResidentMemory;
import io.lorkd.model.data.VolumeBatch;
import io.lorkd.model.network.Network;
import io.lorkd.model.network.Networks;
import io.lorkd.model.train.OptimiserSettings;
import io.lorkd.model.train.TrainingSession;
import io.lorkd.protocol.command.ExitCode;
import io.lorkd.site.train.Engine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Collections;
import java.util.Locale;
import java.util.concurrent.Callable;

/** {@code lorkd bench memory}. The process measures itself, so it does nothing but train. */
@Command(
        name = "memory",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Measure what memory the training of a U-Net takes: a few steps on noise, in this process, whose resident memory"
                    + " has a peak by Linux's account.",
            "The JVM takes its part of it: LORKD_JAVA_OPTIONS=-Xmx1g sets how much."
        })
public final class MemoryCommand implements Callable<Integer> {
    private static final int CHANNELS = 3;
    private static final int MOST_VOXELS_A_SIDE = 512;
    private static final int MOST_SAMPLES = 1024;
    private static final int HIGHEST_RANK = 4096;
    private static final int MOST_STEPS = 10_000;
    private static final int MOST_THREADS = 1024;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--network",
            paramLabel = "NAME",
            defaultValue = "unet3d-nano",
            description = "unet3d-tiny, unet3d-nano or unet3d-pro (default: ${DEFAULT-VALUE}).")
    private String network;

    @Option(
            names = "--head",
            paramLabel = "HEAD",
            defaultValue = "convolution",
            description = "convolution or query (default: ${DEFAULT-VALUE}).")
    private Head head;

    @Option(
            names = "--patch",
            paramLabel = "N",
            defaultValue = "64",
            description = "Extent of a cubic patch, in voxels (default: ${DEFAULT-VALUE}).")
    private int patch;

    @Option(
            names = "--batch",
            paramLabel = "N",
            defaultValue = "2",
            description = "Patches in a batch (default: ${DEFAULT-VALUE}).")
    private int samples;

    @Option(
            names = "--mix",
            paramLabel = "MIX",
            defaultValue = "single-region",
            description = "single-region, or mixed: each patch of another region (default: ${DEFAULT-VALUE}).")
    private String mix;

    @Option(
            names = "--rank",
            paramLabel = "RANK",
            defaultValue = "8",
            description = "Rank of the experts, 0 for none (default: ${DEFAULT-VALUE}).")
    private int rank;

    @Option(names = "--steps", paramLabel = "N", defaultValue = "3", description = "Steps (default: ${DEFAULT-VALUE}).")
    private int steps;

    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "1",
            description = "Threads the engine computes with (default: ${DEFAULT-VALUE}).")
    private int threads;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "text, or json: one object on the last line (default: ${DEFAULT-VALUE}).")
    private ReportFormat format;

    enum Head {
        CONVOLUTION,
        QUERY
    }

    @Override
    public Integer call() throws IOException {
        require("--patch", patch, 1, MOST_VOXELS_A_SIDE);
        require("--batch", samples, 1, MOST_SAMPLES);
        require("--rank", rank, 0, HIGHEST_RANK);
        require("--steps", steps, 1, MOST_STEPS);
        require("--threads", threads, 1, MOST_THREADS);
        BatchMix mixed = BatchMix.labelled(mix)
                .orElseThrow(() -> new ParameterException(
                        spec.commandLine(), "--mix is " + mix + "; it must be single-region or mixed."));
        Network built = Networks.forVolumes(network, CHANNELS, head == Head.QUERY, Collections.nCopies(3, patch));
        PrintWriter progress = spec.commandLine().getErr();
        progress.println("measured on " + LocalDate.now() + " on " + Machine.here());
        Engine.useThreads(threads);
        Duration step = train(built, mixed);
        long peakMiB = ResidentMemory.peakKb(ProcessHandle.current().pid()) >> 10;
        PrintWriter out = spec.commandLine().getOut();
        out.println(
                switch (format) {
                    case TEXT -> text(step, peakMiB);
                    case JSON -> json(step, peakMiB);
                });
        return ExitCode.DONE;
    }

    /** @return how long the last step took, the first ones being slower than all others */
    private Duration train(Network built, BatchMix mixed) throws IOException {
        int regions = mixed == BatchMix.MIXED ? samples : 1;
        OptimiserSettings adamW = new OptimiserSettings(OptimiserSettings.Kind.ADAMW, 0, 1e-2);
        try (TrainingSession session = NoiseTraining.open(built, adamW, regions, rank)) {
            VolumeBatch batch = NoiseTraining.volumes(patch, mixed.regions(samples, regions));
            long start = 0;
            for (int i = 0; i < steps; i++) {
                start = System.nanoTime();
                session.step(batch, NoiseTraining.LEARNING_RATE, false);
            }
            return Duration.ofNanos(System.nanoTime() - start);
        }
    }

    private String text(Duration step, long peakMiB) {
        return String.format(
                Locale.ROOT,
                "%s, head %s, %d patches of %d³ voxels, %s, rank %d, %d %s: %d MiB resident at most, %.1f s a step",
                network,
                head.name().toLowerCase(Locale.ROOT),
                samples,
                patch,
                mix,
                rank,
                threads,
                threads == 1 ? "thread" : "threads",
                peakMiB,
                step.toMillis() / 1000.0);
    }

    private String json(Duration step, long peakMiB) {
        return new ObjectMapper()
                .createObjectNode()
                .put("network", network)
                .put("head", head.name().toLowerCase(Locale.ROOT))
                .put("patch", patch)
                .put("batch", samples)
                .put("mix", mix)
                .put("rank", rank)
                .put("threads", threads)
                .put("steps", steps)
                .put("peakResidentMiB", peakMiB)
                .put("stepSeconds", step.toMillis() / 1000.0)
                .toString();
    }

    private void require(String option, int value, int least, int most) {
        if (value < least || value > most) {
            throw new ParameterException(
                    spec.commandLine(), "%s is %d; it must be %d to %d.".formatted(option, value, least, most));
        }
    }
}
