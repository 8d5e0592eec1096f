package io.lorkd.coordinator.view;

import io.lorkd.coordinator.event.WorkEvent.UpdateStaged.Took;
import io.lorkd.coordinator.view.RoundView.Lane;
import io.lorkd.coordinator.view.RoundView.Span;

import java.util.ArrayList;
import java.util.List;

/** A site's part in a round as it comes about. Times are milliseconds since the round began. */
final class LaneFold {
    /** A site that comes and goes all the time shows its last ones. */
    private static final int MOST_SPANS = 48;

    private final String site;
    private final List<Span> past = new ArrayList<>();
    private Activity now;
    private long since;
    private String reason;

    LaneFold(String site, Activity first) {
        this.site = site;
        this.now = first;
    }

    Activity now() {
        return now;
    }

    void turn(Activity next, long at) {
        if (next != now) {
            end(at);
            now = next;
            since = Math.max(since, at);
        }
    }

    void because(String why) {
        reason = why;
    }

    /**
     * Its update is in.
     *
     * @param took what the coordinator has measured, which is more exact than when it was heard of here
     */
    void done(Took took, long at) {
        boolean smooth = reason == null
                && now != Activity.DONE
                && past.stream()
                        .allMatch(span ->
                                span.what() == Activity.WAITING || span.what().isWork());
        if (smooth && !took.equals(Took.UNSEEN)) {
            retell(took, at);
        }
        reason = null;
        turn(Activity.DONE, at);
    }

    private void retell(Took took, long at) {
        long sending = Math.max(0, at - took.sending());
        long training = Math.max(0, sending - took.training());
        long pulling = Math.max(0, training - took.pulling());
        past.clear();
        now = Activity.WAITING;
        since = 0;
        turnUnlessEmpty(Activity.PULLING, pulling, training);
        turnUnlessEmpty(Activity.TRAINING, training, sending);
        turnUnlessEmpty(Activity.SENDING, sending, at);
    }

    private void turnUnlessEmpty(Activity next, long from, long to) {
        if (to > from) {
            turn(next, from);
        }
    }

    private void end(long at) {
        if (at > since) {
            past.add(new Span(now, since, at));
        }
        if (past.size() > MOST_SPANS) {
            past.remove(0);
        }
    }

    Lane open() {
        List<Span> spans = new ArrayList<>(past);
        spans.add(new Span(now, since, null));
        return new Lane(site, spans, reason);
    }

    Lane closed(long at) {
        end(at);
        return new Lane(site, past, reason);
    }
}
