package io.lorkd.protocol.link;

import io.lorkd.protocol.SiteId;

/** The addresses on the event bus. There are no others. */
public final class Address {
    private Address() {}

    /** Where the coordinator takes {@link io.lorkd.protocol.message.ToCoordinator}. */
    public static String coordinator() {
        return "lorkd.coordinator";
    }

    /** Where a site takes {@link io.lorkd.protocol.message.ToSite}. */
    public static String site(String siteId) {
        return "lorkd.site." + SiteId.check(siteId);
    }

    /**
     * Where a holder serves the chunks of its blobs.
     *
     * @param holder {@code coordinator}, or a site's id
     */
    public static String blobs(String holder) {
        return "lorkd.blobs." + SiteId.check(holder);
    }

    /**
     * Where the gateway that a site is connected to is asked about that connection by other gateways of its cluster. Never
     * reached over a gateway link.
     */
    public static String connection(String siteId) {
        return "lorkd.connection." + SiteId.check(siteId);
    }

    /**
     * Where gateways say whom they have let in, and until when that site's certificate is good, for people to see. Never
     * reached over a gateway link.
     */
    public static String guests() {
        return "lorkd.guests";
    }

    /** The coordinator's name as a holder of blobs and as a peer that they are granted to; no site may be called so. */
    public static String coordinatorName() {
        return SiteId.COORDINATOR;
    }
}
