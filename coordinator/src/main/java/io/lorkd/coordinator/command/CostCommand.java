package io.lorkd.coordinator.command;

import io.lorkd.model.cost.CostReport;
import io.lorkd.model.network.Network;
import io.lorkd.model.network.Networks;
import io.lorkd.model.network.Stem;
import io.lorkd.protocol.command.ExitCode;
import io.lorkd.protocol.command.LorkdCommand;
import io.lorkd.protocol.command.OutputFormat;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** {@code lorkd cost}: what a network and its experts cost, before anything is trained. */
@Command(
        name = "cost",
        mixinStandardHelpOptions = true,
        description = "Print the parameters of a backbone and its experts, and the FLOPs of a deployed expert.",
        footer = {
            "",
            "Heads that belong to a region and running statistics are not counted. A deployed expert is fused: it costs what"
                    + " the plain network does. FLOPs are twice the multiply-accumulates and the operations of"
                    + " normalisations, activations, sums and poolings."
        })
public final class CostCommand implements LorkdCommand {
    /** Grey images are repeated to as many. */
    private static final int IMAGE_CHANNELS = 3;

    /** Far more than any federation has, and few enough that no count overflows. */
    private static final int MOST_REGIONS = 100_000;

    private static final int HIGHEST_RANK = 4_096;
    private static final int LARGEST_IMAGE = 16_384;
    private static final int LARGEST_VOLUME = 2_048;
    private static final int MOST_CLASSES = 100_000;
    private static final int USUAL_IMAGE = 224;
    private static final int USUAL_VOLUME = 64;

    enum Head {
        CONVOLUTION,
        QUERY
    }

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--network",
            required = true,
            paramLabel = "NAME",
            description = "shufflenet-v2-x0.5, shufflenet-v2-x1.0, resnet-18 or resnet-50; for volumes unet3d-tiny,"
                    + " unet3d-nano or unet3d-pro.")
    private String network;

    @Option(names = "--regions", required = true, paramLabel = "N", description = "How many regions have an expert.")
    private int regions;

    @Option(
            names = "--rank",
            split = ",",
            defaultValue = "8",
            paramLabel = "RANK",
            description = "One rank for all regions, or one for each, with commas (default: ${DEFAULT-VALUE}).")
    private List<Integer> ranks;

    @Option(
            names = "--head",
            paramLabel = "HEAD",
            description = "Of a U-Net: convolution, local to each region, or query, the shared query decoder (default:"
                    + " convolution).")
    private Optional<Head> head;

    @Option(
            names = "--classes",
            paramLabel = "N",
            description = "How many classes a query decoder is asked for at once, for the FLOPs (default: 1).")
    private Optional<Integer> classes;

    @Option(
            names = "--input-size",
            split = ",",
            paramLabel = "N",
            description =
                    "Extents of an input in pixels or voxels, for the FLOPs: one for all axes, or one for each, with"
                            + " commas (default: 224 for images, 64 for volumes).")
    private List<Integer> inputSize = List.of();

    @Option(
            names = "--stem",
            paramLabel = "STEM",
            description = "Of an image network: standard, or small for images up to 64 pixels (default: standard).")
    private Optional<Stem> stem;

    @Option(
            names = "--teacher",
            paramLabel = "NAME",
            description = "Another network: print what share of its parameters and FLOPs a deployed expert has.")
    private Optional<String> teacher;

    @Mixin
    private OutputFormat format;

    @Override
    public Integer call() {
        Network student = built("--network", network);
        refuseWhatHasNoEffect(student);
        List<Integer> extents = extents(student);
        CostReport report = CostReport.of(student, extents, ranksByRegion(), classes.orElse(1));
        CostTable table = new CostTable(extents, report, teacher.map(name -> beside(name, student, extents)));
        PrintWriter out = spec.commandLine().getOut();
        out.print(format.isJson() ? table.json() : table.text());
        out.flush();
        return ExitCode.DONE;
    }

    private Network built(String option, String name) {
        Network trunk = Networks.byName(name, stem.orElse(Stem.STANDARD), IMAGE_CHANNELS);
        if (head.isPresent() && !trunk.isSegmenting()) {
            throw refused(option + ": " + name + " classifies images; --head is for U-Nets, which segment volumes");
        }
        return head.equals(Optional.of(Head.QUERY)) ? trunk.withQueryDecoder() : trunk;
    }

    private void refuseWhatHasNoEffect(Network student) {
        if (stem.isPresent() && student.isSegmenting()) {
            throw refused("--stem: " + student.name() + " begins in one way only; leave --stem out");
        }
        classes.ifPresent(found -> {
            check("--classes", found, 1, MOST_CLASSES);
            if (student.decoder().isEmpty()) {
                throw refused("--classes: only a query decoder's cost depends on them; add --head query to a U-Net, or"
                        + " leave --classes out");
            }
        });
    }

    private List<Integer> extents(Network student) {
        int axes = student.axes();
        if (inputSize.isEmpty()) {
            return Collections.nCopies(axes, axes == 3 ? USUAL_VOLUME : USUAL_IMAGE);
        }
        inputSize.forEach(extent -> check("--input-size", extent, 1, axes == 3 ? LARGEST_VOLUME : LARGEST_IMAGE));
        if (inputSize.size() != 1 && inputSize.size() != axes) {
            throw refused("--input-size: found " + inputSize.size() + " extents; " + student.name()
                    + " takes inputs of " + axes + " axes: give one for all, or one for each");
        }
        return inputSize.size() == axes ? inputSize : Collections.nCopies(axes, inputSize.get(0));
    }

    /** A teacher has no experts. */
    private CostTable.Teacher beside(String name, Network student, List<Integer> extents) {
        Network built = built("--teacher", name);
        if (built.axes() != student.axes() || built.isSegmenting() != student.isSegmenting()) {
            throw refused("--teacher: " + name + " does something else than " + student.name()
                    + "; both have to classify images, or both to segment volumes");
        }
        return new CostTable.Teacher(name, CostReport.of(built, extents, List.of(), classes.orElse(1)));
    }

    private List<Integer> ranksByRegion() {
        check("--regions", regions, 1, MOST_REGIONS);
        ranks.forEach(rank -> check("--rank", rank, 0, HIGHEST_RANK));
        if (ranks.size() != 1 && ranks.size() != regions) {
            throw refused("--rank: found " + ranks.size() + " ranks for " + regions
                    + " regions; give one for all, or one for each");
        }
        return ranks.size() == regions ? ranks : Collections.nCopies(regions, ranks.get(0));
    }

    private void check(String option, int found, int least, int most) {
        if (found < least || found > most) {
            throw refused(option + ": found " + found + "; allowed are " + least + " to " + most);
        }
    }

    private ParameterException refused(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
