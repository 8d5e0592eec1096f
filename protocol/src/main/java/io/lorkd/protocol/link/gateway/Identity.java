package io.lorkd.protocol.link.gateway;

import io.lorkd.protocol.SiteId;

import java.util.Objects;

/**
 * Who is at the site's end of a connection.
 *
 * @param site the id in its certificate
 * @param instance the id of its state folder, as it said when it connected
 */
public record Identity(String site, String instance) {
    private static final int MAX_INSTANCE = 128;

    public Identity {
        SiteId.check(site);
        Objects.requireNonNull(instance, "instance");
    }

    /** Whether this can be the id of a state folder. */
    public static boolean isInstance(String instance) {
        return instance != null
                && !instance.isBlank()
                && instance.length() <= MAX_INSTANCE
                && instance.chars().allMatch(c -> c > ' ' && c < 0x7f);
    }

    @Override
    public String toString() {
        return "site " + site + " (instance " + instance + ")";
    }
}
