package io.lorkd.site.picture;

/** Which part of a region's samples are shown: the first of these that has any. */
public enum Part {
    HELD_OUT("held out of training"),
    TEST("from the test part"),
    /** What is seen of these says how they were learned, not how others are told apart. */
    TRAINING("trained on: nothing is held out");

    private final String words;

    Part(String words) {
        this.words = words;
    }

    /** For people to read. */
    public String words() {
        return words;
    }
}
