package io.lorkd.site.command;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lorkd.protocol.InvalidConfigurationException;
import io.lorkd.protocol.command.ExitCode;
import io.lorkd.protocol.command.OutputFormat;
import io.lorkd.protocol.command.RunFailedException;
import io.lorkd.protocol.transfer.Sha256;
import io.lorkd.site.egress.LedgerReading;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.util.OptionalInt;
import java.util.concurrent.Callable;

@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        description =
                "Check that no line of the ledger was changed, removed, added in between or put in another order.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:the ledger is whole, and has the head that was asked for",
            "1:it was cut or rewritten",
            "2:the folder is no site's, or the head is none"
        },
        footer = {
            "",
            "Whether lines are missing at the end, or a whole new ledger was made up, only a head from elsewhere can tell:"
                    + " give the one that the coordinator has journalled with --against."
        })
final class LedgerVerifyCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private LedgerOfState ledger;

    @Mixin
    private OutputFormat format;

    @Option(
            names = "--against",
            paramLabel = "HEAD",
            description = "A head that the ledger had at some time: 64 hexadecimal figures.")
    private String against;

    @Override
    public Integer call() {
        if (against != null && !Sha256.isDigest(against)) {
            throw new InvalidConfigurationException(
                    "--against: found '" + against + "'; expected a head, which is 64 of the figures 0-9 and a-f");
        }
        LedgerReading reading = ledger.read();
        ledger.refuseFlawed(reading);
        OptionalInt since = against == null ? OptionalInt.empty() : OptionalInt.of(since(reading));
        PrintWriter out = spec.commandLine().getOut();
        out.println(format.isJson() ? json(reading, since) : text(reading, since));
        out.flush();
        return ExitCode.DONE;
    }

    private static String json(LedgerReading reading, OptionalInt since) {
        ObjectNode json = new ObjectMapper()
                .createObjectNode()
                .put("entries", reading.entries().size())
                .put("head", reading.head());
        since.ifPresent(count -> json.put("since", count));
        return json.toString();
    }

    private static String text(LedgerReading reading, OptionalInt since) {
        String text = "entries: %d%nhead:    %s".formatted(reading.entries().size(), reading.head());
        return since.isEmpty()
                ? text
                : text + System.lineSeparator() + "against: "
                        + (since.getAsInt() == 0 ? "the same head" : since.getAsInt() + " more since");
    }

    /** How many entries came after the head that was asked for. */
    private int since(LedgerReading reading) {
        return reading.since(against)
                .orElseThrow(() -> new RunFailedException(ledger.file() + ": found "
                        + reading.entries().size() + " entries with the head " + reading.head()
                        + ", and none with the head " + against
                        + "; expected it among them: the ledger was cut, or written anew"));
    }
}
