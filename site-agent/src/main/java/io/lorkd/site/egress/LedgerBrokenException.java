package io.lorkd.site.egress;

/** The ledger is not as the site wrote it. Nothing leaves the site until a person has looked at it. */
public final class LedgerBrokenException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    LedgerBrokenException(String message) {
        super(message);
    }
}
