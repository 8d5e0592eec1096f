package io.lorkd.coordinator.provision;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.lorkd.protocol.certificate.Issued;
import io.lorkd.protocol.command.ExitCode;
import io.lorkd.protocol.command.OutputFormat;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;

@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        description = "Show every certificate that the authority has issued, and what has become of it.")
final class ListCommand implements Callable<Integer> {
    private static final int SOON_DAYS = 60;

    @Spec
    private CommandSpec spec;

    @Mixin
    private AuthorityFolder folder;

    @Mixin
    private OutputFormat format;

    @Override
    public Integer call() {
        List<Issued> issued = folder.open().issued();
        Instant now = Instant.now();
        PrintWriter out = spec.commandLine().getOut();
        if (format.isJson()) {
            out.println(json(issued, now));
        } else {
            table(out, issued, now);
        }
        out.flush();
        return ExitCode.DONE;
    }

    private static void table(PrintWriter out, List<Issued> issued, Instant now) {
        int width = issued.stream().mapToInt(one -> one.name().length()).max().orElse(0);
        String row = "%-6s  %-" + Math.max(width, "name".length()) + "s  %-20s  %-23s  %s%n";
        out.printf(row, "kind", "name", "until", "state", "serial");
        issued.forEach(one -> out.printf(row, kind(one), one.name(), one.until(), words(one, now), one.serial()));
    }

    private static String json(List<Issued> issued, Instant now) {
        ArrayNode all = new ObjectMapper().createArrayNode();
        for (Issued one : issued) {
            all.addObject()
                    .put("kind", kind(one))
                    .put("name", one.name())
                    .put("until", one.until().toString())
                    .put("state", state(one, now))
                    .put("serial", one.serial());
        }
        return all.toString();
    }

    /** The state, and how long it lasts where that is not long. */
    private static String words(Issued one, Instant now) {
        long days = Duration.between(now, one.until()).toDays();
        return one.state(now) == Issued.State.IN_FORCE && days < SOON_DAYS
                ? "in force, " + days + " days left"
                : state(one, now);
    }

    private static String kind(Issued one) {
        return one.site().isPresent() ? "site" : "server";
    }

    private static String state(Issued one, Instant now) {
        return one.state(now).name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
