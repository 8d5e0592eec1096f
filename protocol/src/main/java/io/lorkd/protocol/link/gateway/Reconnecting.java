package io.lorkd.protocol.link.gateway;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;

/** An outage as the site sees it: how long to pause before the next try, and what of it is worth a line in the log. */
final class Reconnecting {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
    /** Where nothing else is asked for. */
    static final Duration LONGEST_PAUSE = Duration.ofSeconds(15);

    /** A connection that ends sooner was none: two agents that take each other's place would do so without end. */
    private static final Duration SETTLED = Duration.ofSeconds(10);

    /** Whoever is refused for many reasons in turn is told of so many. */
    private static final int MOST_REASONS = 8;

    private static final Logger LOG = LoggerFactory.getLogger(Reconnecting.class);

    private final int urls;
    private final Duration longestPause;
    private final LongSupplier nanos;
    private final Set<String> told = new HashSet<>();
    private long since;
    private int tries;

    /**
     * @param urls how many there are; all are tried before there is a pause
     * @param nanos a clock
     */
    Reconnecting(int urls, LongSupplier nanos) {
        this(urls, LONGEST_PAUSE, nanos);
    }

    /** @param longestPause no pause is longer */
    Reconnecting(int urls, Duration longestPause, LongSupplier nanos) {
        this.urls = urls;
        this.longestPause = longestPause;
        this.nanos = nanos;
        this.since = nanos.getAsLong();
    }

    /** A try did not succeed. Said once for each reason. */
    void failed(String why) {
        tries++;
        if (told.size() < MOST_REASONS && told.add(why)) {
            LOG.warn("no gateway is reached, and it is tried on until one is: {}", why);
        }
    }

    void connected(GatewayUrl url) {
        if (told.isEmpty()) {
            LOG.info("connected to {}", url);
        } else {
            LOG.info(
                    "connected to {}, after {} tries in {} s",
                    url,
                    tries + 1,
                    elapsed().toSeconds());
        }
        since = nanos.getAsLong();
    }

    /** A connection that was there is over. */
    void lost(String why) {
        LOG.warn("the gateway is gone ({}); connecting again", why);
        told.clear();
        tries = elapsed().compareTo(SETTLED) < 0 ? (tries / urls + 1) * urls : 0;
        since = nanos.getAsLong();
    }

    /**
     * How long until the next try: nothing while another gateway is left to be tried, then longer and longer. Jitter keeps
     * the sites of a gateway that comes back from coming back all at once.
     */
    Duration pause() {
        if (tries % urls != 0) {
            return Duration.ZERO;
        }
        int rounds = tries / urls;
        long longest =
                Math.min(FIRST_PAUSE.toMillis() << Math.min(Math.max(rounds - 1, 0), 16), longestPause.toMillis());
        return Duration.ofMillis(longest / 2 + ThreadLocalRandom.current().nextLong(longest / 2 + 1));
    }

    private Duration elapsed() {
        return Duration.ofNanos(nanos.getAsLong() - since);
    }
}
