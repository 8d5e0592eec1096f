package io.lorkd.protocol;

import java.util.regex.Pattern;

/** The form of a site's id: it becomes part of addresses, file names and, behind a gateway, of certificates. */
public final class SiteId {
    /** The coordinator's name where sites have theirs, as a holder of blobs; no site is called so. */
    public static final String COORDINATOR = "coordinator";

    private static final Pattern FORM = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");

    private SiteId() {}

    /** Whether this can be a site's id. */
    public static boolean isValid(String id) {
        return id != null && FORM.matcher(id).matches();
    }

    /**
     * Returns the id as it is.
     *
     * @throws InvalidConfigurationException if it cannot be a site's id
     */
    public static String check(String id) {
        if (!isValid(id)) {
            throw new InvalidConfigurationException("site id: found '" + id
                    + "'; allowed are 1 to 63 lower-case letters, digits and dashes, the first of them no dash");
        }
        return id;
    }
}
