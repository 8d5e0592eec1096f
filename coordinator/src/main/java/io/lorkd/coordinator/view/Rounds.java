package io.lorkd.coordinator.view;

import io.lorkd.coordinator.event.RoundEvent.RoundAbandoned;
import io.lorkd.coordinator.event.RoundEvent.RoundCommitted;
import io.lorkd.coordinator.event.RoundEvent.RoundOffered;
import io.lorkd.coordinator.event.RoundEvent.RoundTakenUp;
import io.lorkd.protocol.message.RoundId;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiFunction;

/** The attempts at rounds: those that have ended, and the open one. */
final class Rounds {
    /** Of older ones it is not kept what each site was at. */
    private static final int KEPT_WHOLE = 30;

    private static final Comparator<RoundId> IN_ORDER =
            Comparator.comparingInt(RoundId::round).thenComparingInt(RoundId::attempt);

    private final NavigableMap<RoundId, RoundView> closed = new TreeMap<>(IN_ORDER);
    private Overview.Bytes bytesBefore = new Overview.Bytes(0, 0);
    private RoundFold current;

    Optional<RoundFold> current() {
        return Optional.ofNullable(current);
    }

    /** One that is taken up after a restart is offered again, and is the same. */
    RoundFold open(RoundOffered event, Instant at) {
        if (current == null || !current.id().equals(event.round())) {
            current = new RoundFold(event.round(), event.phase(), event.learningRate(), at);
        }
        return current;
    }

    /** Of what was staged before a restart, not everything turned out to be whole. */
    void takenUp(RoundTakenUp event) {
        current()
                .filter(round -> round.id().equals(event.round()))
                .ifPresent(round -> round.keepStaged(event.staged()));
    }

    void committed(RoundCommitted event, Instant at) {
        close(event.round(), event.bytesDown(), event.bytesUp(), (round, bytes) -> round.committed(event, bytes, at));
    }

    void abandoned(RoundAbandoned event, Instant at) {
        close(event.round(), event.bytesDown(), event.bytesUp(), (round, bytes) -> round.abandoned(event, bytes, at));
    }

    private void close(
            RoundId id, long bytesDown, long bytesUp, BiFunction<RoundFold, Overview.Bytes, RoundView> closing) {
        Overview.Bytes bytes = new Overview.Bytes(
                Math.max(0, bytesDown - bytesBefore.down()), Math.max(0, bytesUp - bytesBefore.up()));
        bytesBefore = new Overview.Bytes(bytesDown, bytesUp);
        if (current != null && current.id().equals(id)) {
            closed.put(id, closing.apply(current, bytes));
            current = null;
            closed.headMap(new RoundId(id.run(), Math.max(1, id.round() - KEPT_WHOLE + 1), 1), false)
                    .replaceAll((old, view) -> view.lanes().isEmpty() ? view : view.inShort());
        }
    }

    List<RoundView> after(int round) {
        List<RoundView> views = new ArrayList<>();
        closed.values().stream().filter(view -> view.round() > round).forEach(views::add);
        current().filter(open -> open.id().round() > round).map(RoundFold::open).ifPresent(views::add);
        return views;
    }

    Optional<RoundView> find(RoundId id) {
        return current()
                .filter(open -> open.id().equals(id))
                .map(RoundFold::open)
                .or(() -> Optional.ofNullable(closed.get(id)));
    }
}
