package io.lorkd.protocol.link.gateway;

import io.lorkd.protocol.InvalidConfigurationException;
import io.lorkd.protocol.SiteId;
import io.lorkd.protocol.link.Address;

/**
 * Who is at the site's end of a connection.
 *
 * @param site the id in its certificate
 * @param instance the id of its state folder, as it said when it connected
 */
public record Identity(String site, String instance) {
    private static final int MAX_INSTANCE = 128;

    /** @throws InvalidConfigurationException if one of the two cannot be */
    public Identity {
        if (SiteId.check(site).equals(Address.coordinatorName())) {
            throw new InvalidConfigurationException(
                    "site id: found '" + site + "', which is the coordinator's name; no site may be called so");
        }
        if (!isInstance(instance)) {
            throw new InvalidConfigurationException("instance of site " + site + ": found '" + instance
                    + "'; allowed are 1 to " + MAX_INSTANCE + " printable ASCII characters without blanks");
        }
    }

    private static boolean isInstance(String instance) {
        return instance != null
                && !instance.isEmpty()
                && instance.length() <= MAX_INSTANCE
                && instance.chars().allMatch(c -> c > ' ' && c < 0x7f);
    }

    @Override
    public String toString() {
        return "site " + site + " (instance " + instance + ")";
    }
}
