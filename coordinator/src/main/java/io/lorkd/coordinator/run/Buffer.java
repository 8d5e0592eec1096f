package io.lorkd.coordinator.run;

import io.lorkd.coordinator.journal.Contribution;
import io.lorkd.protocol.message.RoundId;
import io.lorkd.protocol.message.ToSite.RoundOffer;
import io.vertx.core.Future;
import io.vertx.core.Promise;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Each site trains at a pace of its own. This is what outlives the rounds of a phase: what each site is at, and the round that
 * takes updates. There is none while a round is being committed, or rests before it is offered again.
 */
final class Buffer implements Pace {
    private final Parts parts = new Parts();
    private final List<Promise<Optional<Buffering>>> waiting = new ArrayList<>();
    private final Map<String, RoundOffer> offers = new TreeMap<>();
    private Optional<Buffering> last = Optional.empty();
    private boolean open;
    private boolean ended;

    Parts parts() {
        return parts;
    }

    // The rounds

    @Override
    public Gathering gathering(Round round, List<Contribution> found) {
        found.forEach(contribution -> recall(contribution.site(), new SitePart.Contributed(contribution)));
        return new Buffering(round, this);
    }

    @Override
    public void recall(String site, SitePart part) {
        parts.set(site, part);
    }

    /** The round that takes updates now. */
    Optional<Buffering> taking() {
        return open ? last : Optional.empty();
    }

    /** The round that takes updates now or next; empty where the phase ends before there is one. */
    Future<Optional<Buffering>> next() {
        if (open || ended) {
            return Future.succeededFuture(taking());
        }
        Promise<Optional<Buffering>> next = Promise.promise();
        waiting.add(next);
        return next.future();
    }

    void open(Buffering round) {
        last = Optional.of(round);
        open = true;
        tellWaiting();
    }

    void close() {
        open = false;
    }

    @Override
    public void end() {
        open = false;
        ended = true;
        tellWaiting();
    }

    private void tellWaiting() {
        List<Promise<Optional<Buffering>>> told = List.copyOf(waiting);
        waiting.clear();
        told.forEach(next -> next.complete(taking()));
    }

    // The offers

    void offered(String site, RoundOffer offer) {
        offers.put(site, offer);
    }

    /** What a site was last offered. */
    Optional<RoundOffer> offerTo(String site) {
        return Optional.ofNullable(offers.get(site));
    }

    // What concerns whom

    /** Whatever a round is at, sites are heard: each knows by its part which offer a site is at. */
    @Override
    public Optional<Buffering> hears(Round open, RoundId offer) {
        return last;
    }

    /** Only who is counted; the others go on with what they have. */
    @Override
    public SortedMap<String, RoundId> concerns(Round closed) {
        SortedMap<String, RoundId> counted = new TreeMap<>();
        parts.contributions().stream()
                .filter(contribution -> contribution.round().equals(closed.id()))
                .forEach(contribution -> counted.put(contribution.site(), contribution.trained()));
        return counted;
    }

    @Override
    public Set<String> atWork() {
        return parts.atWork();
    }

    @Override
    public Set<String> onTheWay() {
        return parts.onTheWay();
    }
}
