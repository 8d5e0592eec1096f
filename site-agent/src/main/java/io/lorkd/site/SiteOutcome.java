package io.lorkd.site;

import io.lorkd.protocol.command.ExitCode;
import io.lorkd.protocol.message.ToCoordinator.RegionResult;

import java.nio.file.Path;
import java.util.List;

/**
 * How a site's part in a run ended.
 *
 * @param reason a sentence for people to read
 * @param regions what the fused experts reach on the site's test parts; empty unless finished
 * @param experts the folder with {@code <region>.safetensors} and {@code <region>.json}; the files are there if finished
 */
public record SiteOutcome(Kind kind, String reason, List<RegionResult> regions, Path experts) {
    public SiteOutcome {
        regions = List.copyOf(regions);
    }

    public enum Kind {
        /** The experts are written, and the coordinator has the report. */
        FINISHED(ExitCode.DONE),
        /** The run, or the site's part in it, came to nothing. */
        FAILED(ExitCode.FAILED),
        /** The coordinator ended the run, or the site's part in it. */
        ENDED(ExitCode.FAILED),
        /** The site cannot take part as it is: the coordinator will not have it, or its data do not fit the plan. */
        REFUSED(ExitCode.BAD_INPUT),
        /** The agent was closed before the run had ended; a later start on its state folder goes on. */
        CLOSED(ExitCode.FAILED);

        private final int exitCode;

        Kind(int exitCode) {
            this.exitCode = exitCode;
        }

        public int exitCode() {
            return exitCode;
        }
    }
}
