package io.lorkd.site.train;

/** The work was cancelled between two steps. */
public final class WorkCancelledException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public WorkCancelledException() {
        super("the work was cancelled");
    }
}
