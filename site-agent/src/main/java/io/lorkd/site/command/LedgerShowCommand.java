package io.lorkd.site.command;

import io.lorkd.protocol.command.ExitCode;
import io.lorkd.protocol.command.OutputFormat;
import io.lorkd.site.egress.LedgerEntry;
import io.lorkd.site.egress.LedgerReading;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

@Command(
        name = "show",
        mixinStandardHelpOptions = true,
        description = "Show what has left this site: one line for each update that somebody was allowed to pull.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:all is shown",
            "1:the ledger was cut or rewritten; what comes before that is shown",
            "2:the folder is no site's"
        })
final class LedgerShowCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private LedgerOfState ledger;

    @Mixin
    private OutputFormat format;

    @Override
    public Integer call() {
        LedgerReading reading = ledger.read();
        PrintWriter out = spec.commandLine().getOut();
        if (format.isJson()) {
            out.println(reading.entries().stream().map(LedgerEntry::line).collect(Collectors.joining(",", "[", "]")));
        } else {
            table(out, reading.entries());
        }
        out.flush();
        ledger.refuseFlawed(reading);
        return ExitCode.DONE;
    }

    private static void table(PrintWriter out, List<LedgerEntry> entries) {
        String run = "%-" + width(entries) + "s";
        out.printf(
                "%5s  %-24s  " + run + "  %5s  %7s  %11s  %-11s  %s%n",
                "entry",
                "time",
                "run",
                "round",
                "attempt",
                "bytes",
                "peer",
                "sha256");
        entries.forEach(entry -> out.printf(
                "%5d  %-24s  " + run + "  %5d  %7d  %11d  %-11s  %s%n",
                entry.sequence(),
                entry.time(),
                entry.run(),
                entry.round(),
                entry.attempt(),
                entry.bytes(),
                entry.peer(),
                entry.digest()));
    }

    private static int width(List<LedgerEntry> entries) {
        return entries.stream().mapToInt(entry -> entry.run().length()).reduce("run".length(), Math::max);
    }
}
