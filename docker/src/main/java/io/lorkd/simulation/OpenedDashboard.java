package io.lorkd.simulation;

import io.lorkd.protocol.command.ExitCode;
import io.lorkd.protocol.command.RunFailedException;

import java.io.PrintWriter;
import java.util.concurrent.CountDownLatch;

/**
 * {@code --open}: the dashboard comes up in the desktop's browser, and stays after the end, be it a good or a bad one, until a
 * signal (Ctrl-C) ends the process. The exit code is then the work's, not the signal's. What it says goes to standard error, since
 * the result is the last that standard output is for.
 */
final class OpenedDashboard implements Viewing {
    private final PrintWriter err;
    private final Desktop desktop;

    OpenedDashboard(PrintWriter err, Desktop desktop) {
        this.err = err;
        this.desktop = desktop;
    }

    @Override
    public void during(OpenFederation federation, Work work) throws InterruptedException {
        if (!desktop.open(federation.dashboard())) {
            say("No browser could be opened from here; open that address yourself.");
        }
        try {
            work.run();
        } catch (RunFailedException e) {
            if (!keep(federation, ExitCode.FAILED, "lorkd: " + e.getMessage())) {
                throw e;
            }
        }
        keep(federation, ExitCode.DONE, "");
    }

    /** Blocks for good, unless a signal is ending the process already. */
    private boolean keep(OpenFederation federation, int exitCode, String result) throws InterruptedException {
        try {
            Runtime.getRuntime()
                    .addShutdownHook(new Thread(() -> end(federation, exitCode), "lorkd-dashboard-closing"));
        } catch (IllegalStateException e) {
            return false;
        }
        say(result);
        say("The dashboard stays until Ctrl-C.");
        new CountDownLatch(1).await();
        return true;
    }

    /** Halting is the one way for a process that a signal ends to have an exit code of its own. */
    private static void end(OpenFederation federation, int exitCode) {
        try {
            federation.close();
        } finally {
            Runtime.getRuntime().halt(exitCode);
        }
    }

    private void say(String line) {
        err.println(line);
        err.flush();
    }
}
