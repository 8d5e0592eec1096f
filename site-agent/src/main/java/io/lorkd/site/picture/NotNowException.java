package io.lorkd.site.picture;

/** There are no pictures at present, for a reason that passes by itself. */
public final class NotNowException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param reason for people to read: what there is not, and when there will be */
    public NotNowException(String reason) {
        super(reason);
    }
}
