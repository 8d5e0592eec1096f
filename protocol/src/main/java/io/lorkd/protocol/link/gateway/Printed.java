package io.lorkd.protocol.link.gateway;

import java.util.regex.Pattern;

/** Text from the other end as it may stand in a log: in one short line, and without what a terminal would obey. */
final class Printed {
    private static final int MOST_CHARACTERS = 500;
    private static final Pattern UNPRINTED = Pattern.compile("\\p{Cntrl}");

    private Printed() {}

    static String of(String text) {
        String shortened = text.length() <= MOST_CHARACTERS ? text : text.substring(0, MOST_CHARACTERS) + "...";
        return UNPRINTED.matcher(shortened).replaceAll("?");
    }
}
