package io.lorkd.e2e;

import io.lorkd.coordinator.event.WorkEvent;
import io.lorkd.protocol.link.Address;
import io.lorkd.protocol.message.MessageCodec;
import io.lorkd.protocol.message.ToCoordinator.UpdateReady;
import io.vertx.core.eventbus.DeliveryContext;

import java.util.Comparator;
import java.util.TreeMap;

/**
 * Holds back the announcements of updates until every site's is there, then lets them go one after the other, each when the
 * one before it is staged.
 */
final class UpdatesInOrder {
    private final int sites;
    private final TreeMap<String, DeliveryContext<?>> held;
    private boolean letting;

    private UpdatesInOrder(int sites, Comparator<String> order) {
        this.sites = sites;
        this.held = new TreeMap<>(order);
    }

    static void of(LocalFederation federation, int sites, Comparator<String> order) {
        UpdatesInOrder updates = new UpdatesInOrder(sites, order);
        federation.vertx().eventBus().addOutboundInterceptor(updates::onSent);
        federation.listen(event -> {
            if (event instanceof WorkEvent.UpdateStaged) {
                updates.next();
            }
        });
    }

    private void onSent(DeliveryContext<Object> sent) {
        if (sent.message().address().equals(Address.coordinator())
                && sent.message().body() instanceof String json
                && MessageCodec.toCoordinator(json) instanceof UpdateReady update) {
            hold(update.site(), sent);
        } else {
            sent.next();
        }
    }

    private void hold(String site, DeliveryContext<?> sent) {
        boolean complete;
        synchronized (this) {
            held.put(site, sent);
            complete = !letting && held.size() == sites;
            letting |= complete;
        }
        if (complete) {
            next();
        }
    }

    private void next() {
        DeliveryContext<?> first;
        synchronized (this) {
            if (held.isEmpty()) {
                letting = false;
                return;
            }
            first = held.pollFirstEntry().getValue();
            letting = !held.isEmpty();
        }
        first.next();
    }
}
