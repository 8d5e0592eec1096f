package io.lorkd.coordinator.run;

import io.lorkd.coordinator.disk.BlobStore;
import io.lorkd.protocol.transfer.BlobHolder;

import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;

/** The one backbone that enrolled sites may pull: the last that was committed. */
final class BackboneShelf {
    private final BlobHolder holder;
    private final BlobStore blobs;
    private final Set<String> sites = new TreeSet<>();
    private Backbone current;

    BackboneShelf(BlobHolder holder, BlobStore blobs, Backbone initial) {
        this.holder = holder;
        this.blobs = blobs;
        this.current = initial;
    }

    Backbone current() {
        return current;
    }

    Path file() {
        return blobs.path(current.sha256());
    }

    void grantTo(String site) {
        sites.add(site);
        holder.grant(current.sha256(), file(), site);
    }

    /** Puts the next backbone in place of the current one. */
    void replace(Backbone next) {
        Backbone previous = current;
        current = next;
        sites.forEach(this::grantTo);
        // A round in which nothing moved ends where it began.
        if (!previous.sha256().equals(next.sha256())) {
            sites.forEach(site -> holder.revoke(previous.sha256(), site));
        }
    }

    long bytesServed() {
        return holder.bytesServed();
    }
}
