package io.lorkd.coordinator.provision;

import picocli.CommandLine.Option;

/** Which certificate a command is about; one of the two is given. */
final class SiteOrSerial {
    @Option(names = "--id", required = true, paramLabel = "ID", description = "The site's id.")
    private String site;

    @Option(
            names = "--serial",
            required = true,
            paramLabel = "N",
            description = "The certificate's serial number, as 'lorkd provision list' shows it.")
    private String serial;

    boolean isSite() {
        return site != null;
    }

    String site() {
        return site;
    }

    String serial() {
        return serial;
    }
}
