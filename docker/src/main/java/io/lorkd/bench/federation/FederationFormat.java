package io.lorkd.bench.federation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.util.List;
import java.util.Locale;

/** How the report is shown: a few lines for people, or one object on the last line for programs. */
enum FederationFormat {
    TEXT {
        @Override
        String render(FederationReport report) {
            return String.join(
                    System.lineSeparator(),
                    List.of(
                            line(
                                    "%d sites, updates of %d MB, %d rounds",
                                    report.sites(), report.megabytes(), report.rounds()),
                            line("joined within          %8.1f s", report.joinSeconds()),
                            line(
                                    "a round                %8.2f s, %.2f a minute",
                                    report.roundSeconds(), report.roundsPerMinute()),
                            line(
                                    "  updates in           %8.2f s, %.0f MB/s",
                                    report.transferSeconds(), report.aggregateMBps()),
                            line("  reduction            %8.2f s", report.reductionSeconds()),
                            line("bare TLS WebSocket     %8.0f MB/s", report.lineMBps()),
                            line("bare fsynced file      %8.0f MB/s", report.diskMBps()),
                            line("share of the slower    %8.0f %%", 100 * report.aggregateMBps() / report.pumpMBps()),
                            line("coordinator's peak     %8.0f MB resident", report.peakResidentMB()),
                            line("slowest heartbeat      %8.3f s", report.heartbeatSeconds()),
                            line("lost                   %8d updates", report.lost())));
        }
    },
    JSON {
        @Override
        String render(FederationReport report) {
            ObjectNode node = MAPPER.createObjectNode()
                    .put("sites", report.sites())
                    .put("megabytes", report.megabytes())
                    .put("rounds", report.rounds())
                    .put("roundSeconds", rounded(report.roundSeconds()))
                    .put("aggregateMBps", rounded(report.aggregateMBps()))
                    .put("pumpMBps", rounded(report.pumpMBps()))
                    .put("peakResidentMB", rounded(report.peakResidentMB()))
                    .put("lost", report.lost());
            try {
                return MAPPER.writeValueAsString(node);
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("numbers can be written as JSON", e);
            }
        }
    };

    private static final ObjectMapper MAPPER = new ObjectMapper();

    abstract String render(FederationReport report);

    private static String line(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    private static double rounded(double value) {
        return Math.round(value * 1000) / 1000.0;
    }
}
