package io.lorkd.site.command;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.lorkd.model.train.EngineReport;
import io.lorkd.protocol.command.ExitCode;
import io.lorkd.protocol.command.LorkdCommand;
import io.lorkd.protocol.command.OutputFormat;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code lorkd device}: whether the engine starts on this machine, and what it would train on. */
@Command(
        name = "device",
        mixinStandardHelpOptions = true,
        description = {
            "Start the engine, and say what it would train on.",
            "On first use its native libraries are unpacked, to the folder that DJL_CACHE_DIR names or ~/.djl.ai."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:the engine starts", "1:it does not"})
public final class DeviceCommand implements LorkdCommand {
    @Spec
    private CommandSpec spec;

    @Mixin
    private OutputFormat format;

    @Override
    public Integer call() {
        EngineReport engine = EngineReport.start();
        spec.commandLine().getOut().println(format.isJson() ? json(engine) : text(engine));
        return ExitCode.DONE;
    }

    private static String json(EngineReport engine) {
        return new ObjectMapper()
                .createObjectNode()
                .put("engine", engine.name())
                .put("version", engine.version())
                .put("gpus", engine.gpus())
                .toString();
    }

    private static String text(EngineReport engine) {
        return "%s %s on %s"
                .formatted(
                        engine.name(),
                        engine.version(),
                        engine.gpus() == 0 ? "the CPU" : engine.gpus() + " GPUs, and the CPU");
    }
}
