package io.lorkd.simulation;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The desktop that this process was started from, if there is one. */
final class Desktop {

    /** Some openers stay for as long as the browser does; one that cannot open anything is gone by then. */
    private static final long SECONDS = 2;

    private final Optional<String> opener;

    private Desktop(Optional<String> opener) {
        this.opener = opener;
    }

    static Desktop ofThisProcess() {
        return of(System.getenv(), System.getProperty("os.name"));
    }

    /** @param environment says of a desktop other than that of macOS that it is there */
    static Desktop of(Map<String, String> environment, String operatingSystem) {
        if (operatingSystem.startsWith("Mac")) {
            return new Desktop(Optional.of("open"));
        }
        boolean desktop = environment.containsKey("DISPLAY") || environment.containsKey("WAYLAND_DISPLAY");
        return new Desktop(desktop ? Optional.of("xdg-open") : Optional.empty());
    }

    /** The program that opens what it is called with; empty where there is no desktop. */
    Optional<String> opener() {
        return opener;
    }

    /** Whether a browser was asked to show the page. */
    boolean open(URI page) throws InterruptedException {
        if (opener.isEmpty()) {
            return false;
        }
        try {
            Process process = new ProcessBuilder(opener.get(), page.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(Redirect.DISCARD)
                    .start();
            return !process.waitFor(SECONDS, TimeUnit.SECONDS) || process.exitValue() == 0;
        } catch (IOException e) {
            return false; // It is not installed.
        }
    }
}
