package io.lorkd.protocol.link.gateway;

/** Which end of a gateway link asks. */
public enum Direction {
    /** The site asks, and the coordinator's side answers. */
    FROM_SITE,
    /** The coordinator's side asks, and the site answers. */
    TO_SITE
}
