package io.lorkd.coordinator.http.signin;

import io.vertx.core.http.HttpServerRequest;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ShortBuffer;
import java.util.List;
import java.util.stream.IntStream;

import static java.util.stream.Collectors.joining;

/** Where requests come from. */
final class Peers {
    /** What one household or one attacker has of IPv6: a /64. */
    private static final int PARTS_OF_A_NETWORK = 4;

    private final boolean behindProxy;

    /** @param behindProxy whether the other end of a connection is a proxy, which says where a request comes from */
    Peers(boolean behindProxy) {
        this.behindProxy = behindProxy;
    }

    /**
     * The address that attempts are counted by: of IPv6 the network. Behind a proxy it is the last one that the request names,
     * which is the one that the proxy put there; those before it may be anybody's invention.
     */
    String network(HttpServerRequest request) {
        String address = request.remoteAddress().hostAddress();
        if (behindProxy) {
            List<String> forwarded = request.headers().getAll("X-Forwarded-For");
            if (!forwarded.isEmpty()) {
                String[] hops = forwarded.get(forwarded.size() - 1).split(",");
                address = hops[hops.length - 1].strip();
            }
        }
        return network(address);
    }

    private static String network(String address) {
        InetAddress parsed = parsed(address);
        return parsed instanceof Inet6Address
                ? words(ByteBuffer.wrap(parsed.getAddress()).asShortBuffer())
                : String.valueOf(address);
    }

    /** The first half: {@code 2001:db8:0:1::/64}. */
    private static String words(ShortBuffer parts) {
        return IntStream.range(0, PARTS_OF_A_NETWORK)
                .mapToObj(part -> Integer.toHexString(Short.toUnsignedInt(parts.get(part))))
                .collect(joining(":", "", "::/64"));
    }

    /** Whether the other end of the connection is this machine. */
    static boolean isThisMachine(HttpServerRequest request) {
        InetAddress peer = parsed(request.remoteAddress().hostAddress());
        return peer != null && peer.isLoopbackAddress();
    }

    /** @return null where it is no address in digits */
    private static InetAddress parsed(String address) {
        // Only what can be nothing but digits: a name would be looked up.
        if (address == null || !address.matches("[0-9.]+|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*(%.*)?")) {
            return null;
        }
        try {
            return InetAddress.getByName(address);
        } catch (UnknownHostException e) {
            return null;
        }
    }
}
