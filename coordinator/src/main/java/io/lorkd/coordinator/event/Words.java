package io.lorkd.coordinator.event;

/** What the sentences of events have in common. */
final class Words {
    private Words() {}

    /** @param what one of them, in the singular */
    static String count(long number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }

    /** Enough of a SHA-256 to tell backbones apart. */
    static String brief(String digest) {
        return digest.substring(0, Math.min(12, digest.length()));
    }
}
