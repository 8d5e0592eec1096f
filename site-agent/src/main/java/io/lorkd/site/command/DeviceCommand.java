package io.lorkd.site.command;

import io.lorkd.model.train.EngineReport;
import io.lorkd.protocol.command.ExitCode;
import io.lorkd.protocol.command.LorkdCommand;
import picocli.CommandLine.Command;
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

    @Override
    public Integer call() {
        EngineReport engine = EngineReport.start();
        spec.commandLine()
                .getOut()
                .printf(
                        "%s %s on %s%n",
                        engine.name(),
                        engine.version(),
                        engine.gpus() == 0 ? "the CPU" : engine.gpus() + " GPUs, and the CPU");
        return ExitCode.DONE;
    }
}
