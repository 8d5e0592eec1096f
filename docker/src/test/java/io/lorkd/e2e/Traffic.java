package io.lorkd.e2e;

import io.lorkd.protocol.link.Address;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryContext;
import io.vertx.core.eventbus.Message;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Everything that crosses an event bus, both ways, with headers, and which side it came from. */
public final class Traffic {
    private static final String SITE = "lorkd.site.";
    private static final String BLOBS = "lorkd.blobs.";

    /**
     * A request or an answer.
     *
     * @param fromSite whether a site sent it
     * @param address where the request went; for an answer, the request that it answers
     * @param text what is not a chunk of a file: a message's JSON, a request's or an answer's headers
     * @param chunk a chunk of a file, or empty
     */
    public record Sent(boolean fromSite, String address, String text, byte[] chunk) {}

    private final List<Sent> sent = new CopyOnWriteArrayList<>();
    private final Map<String, String> requests = new ConcurrentHashMap<>();
    private final List<Consumer<Sent>> listeners = new CopyOnWriteArrayList<>();

    private Traffic() {}

    public static Traffic of(Vertx vertx) {
        Traffic traffic = new Traffic();
        vertx.eventBus().addOutboundInterceptor(traffic::record);
        return traffic;
    }

    /** Hears of what is about to be sent, on the sender's thread. */
    void listen(Consumer<Sent> listener) {
        listeners.add(listener);
    }

    private void record(DeliveryContext<Object> delivery) {
        Message<?> message = delivery.message();
        if (message.replyAddress() != null) {
            requests.put(message.replyAddress(), message.address());
        }
        String request = requests.get(message.address());
        boolean fromSite = request == null
                ? message.address().equals(Address.coordinator())
                        || message.address().equals(Address.blobs(Address.coordinatorName()))
                : request.startsWith(SITE)
                        || request.startsWith(BLOBS) && !request.equals(Address.blobs(Address.coordinatorName()));
        Sent one = new Sent(
                fromSite,
                request == null ? message.address() : request,
                message.headers() + (message.body() instanceof Buffer ? "" : String.valueOf(message.body())),
                message.body() instanceof Buffer buffer ? buffer.getBytes() : new byte[0]);
        sent.add(one);
        listeners.forEach(listener -> listener.accept(one));
        delivery.next();
    }

    public List<Sent> all() {
        return List.copyOf(sent);
    }

    /** What sites sent: bodies of both kinds. */
    public List<byte[]> bytesFromSites() {
        return sent.stream()
                .filter(Sent::fromSite)
                .flatMap(one -> List.of(one.text().getBytes(StandardCharsets.UTF_8), one.chunk()).stream())
                .filter(bytes -> bytes.length > 0)
                .toList();
    }
}
