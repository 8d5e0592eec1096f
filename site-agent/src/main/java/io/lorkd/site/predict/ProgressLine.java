package io.lorkd.site.predict;

import io.lorkd.model.window.Segmenter.Progress;

import java.io.PrintWriter;

/** How far a volume is: a bar that is drawn over itself on a terminal, nothing elsewhere, where each line stays. */
public final class ProgressLine implements Progress {

    private static final int WIDTH = 30;

    private final PrintWriter out;
    private final boolean terminal;
    private final String name;
    private int drawn = -1;

    /** @param terminal whether somebody looks at it */
    public ProgressLine(PrintWriter out, boolean terminal, String name) {
        this.out = out;
        this.terminal = terminal;
        this.name = name;
    }

    @Override
    public void done(int windows, int of) {
        int percent = (int) (100L * windows / of);
        if (terminal && percent != drawn) {
            drawn = percent;
            int filled = WIDTH * percent / 100;
            out.printf("\r%s [%s%s] %3d %%", name, "#".repeat(filled), ".".repeat(WIDTH - filled), percent);
            out.flush();
        }
    }

    /** Takes the bar away. */
    public void end() {
        if (drawn >= 0) {
            out.print("\r" + " ".repeat(name.length() + WIDTH + "[]  100 %".length() + 1) + "\r");
            out.flush();
        }
    }
}
