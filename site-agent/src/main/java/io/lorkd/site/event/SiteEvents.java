package io.lorkd.site.event;

/** Hears what happens at a site. Called on the agent's context, in order: it must not block. */
@FunctionalInterface
public interface SiteEvents {

    void happened(SiteEvent event);

    /** A listener that does nothing. */
    static SiteEvents none() {
        return event -> {};
    }

    /** Has another listener hear all as well, after this one. */
    default SiteEvents andThen(SiteEvents other) {
        return event -> {
            happened(event);
            other.happened(event);
        };
    }
}
