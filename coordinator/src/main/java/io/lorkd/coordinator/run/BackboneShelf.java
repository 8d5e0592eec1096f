package io.lorkd.coordinator.run;

import io.lorkd.coordinator.disk.BlobStore;
import io.lorkd.protocol.transfer.BlobHolder;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import static java.util.stream.Collectors.toSet;

/**
 * The backbone that enrolled sites may pull: the last that was committed. A site that is at work on an earlier one may pull that,
 * too, until it is given other work. The plan's teacher lies beside it, from the first round to the last.
 */
final class BackboneShelf {
    private final BlobHolder holder;
    private final BlobStore blobs;
    private final Set<String> sites = new TreeSet<>();
    private final Map<String, Set<String>> earlier = new TreeMap<>();
    private final Optional<String> teacher;

    /** By other runs of this process. */
    private final long servedBefore;

    private Backbone current;

    /** @param teacher the digest of the plan's teacher */
    BackboneShelf(BlobHolder holder, BlobStore blobs, Backbone initial, Optional<String> teacher) {
        this.teacher = teacher;
        this.holder = holder;
        this.blobs = blobs;
        this.current = initial;
        this.servedBefore = holder.bytesServed();
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
        teacher.ifPresent(digest -> holder.grant(digest, blobs.path(digest), site));
    }

    /** The site may pull nothing of the run any more. */
    void revokeFrom(String site) {
        sites.remove(site);
        holder.revoke(current.sha256(), site);
        earlier.getOrDefault(site, Set.of()).forEach(digest -> holder.revoke(digest, site));
        earlier.remove(site);
        teacher.ifPresent(digest -> holder.revoke(digest, site));
    }

    /**
     * Puts the next backbone in place of the current one.
     *
     * @param atWork sites that may go on pulling what they could
     */
    void replace(Backbone next, Set<String> atWork) {
        Backbone previous = current;
        current = next;
        sites.forEach(this::grantTo);
        // A round in which nothing moved ends where it began.
        if (!previous.sha256().equals(next.sha256())) {
            for (String site : sites) {
                if (atWork.contains(site)) {
                    earlier.computeIfAbsent(site, first -> new TreeSet<>()).add(previous.sha256());
                } else {
                    holder.revoke(previous.sha256(), site);
                }
            }
        }
    }

    /** The site is given work on this backbone: of earlier ones it has no use for any other. */
    void release(String site, String used) {
        Set<String> digests = earlier.getOrDefault(site, new TreeSet<>());
        digests.stream()
                .filter(digest -> !digest.equals(used) && !digest.equals(current.sha256()))
                .forEach(digest -> holder.revoke(digest, site));
        digests.removeIf(digest -> !digest.equals(used));
    }

    /** Digests of earlier backbones that are pulled yet. */
    Set<String> earlier() {
        return earlier.values().stream().flatMap(Set::stream).collect(toSet());
    }

    /** Digests of files that are needed as long as the run is. */
    Set<String> lasting() {
        return teacher.map(Set::of).orElseGet(Set::of);
    }

    long bytesServed() {
        return holder.bytesServed() - servedBefore;
    }
}
