package io.lorkd.protocol.link.gateway;

import io.lorkd.protocol.link.Address;
import io.lorkd.protocol.link.MessageHeader;
import io.lorkd.protocol.link.gateway.Frame.Request;
import io.lorkd.protocol.message.MalformedMessageException;
import io.lorkd.protocol.message.MessageCodec;
import io.lorkd.protocol.message.Refusal;
import io.lorkd.protocol.message.SchemaException;
import io.lorkd.protocol.message.ToCoordinator;

import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Every address on the event bus, and who may ask there over a gateway link. What is not here does not pass. */
public enum AddressRule {
    COORDINATOR(
            site -> Address.coordinator(),
            Direction.FROM_SITE,
            "the coordinator",
            "any site",
            "the message's `site` is the certificate's, its `instance` (of `Enrol` and `Heartbeat`) the connection's",
            AddressRule::speaksForItself),
    BLOBS_OF_THE_COORDINATOR(
            site -> Address.blobs(Address.coordinatorName()),
            Direction.FROM_SITE,
            "the coordinator",
            "any site",
            "the request's `peer` is the certificate's site; the coordinator serves what it granted to that peer",
            (identity, request) -> asksAs(identity.site(), request)),
    SITE(
            Address::site,
            Direction.TO_SITE,
            "the site `<id>`",
            "the coordinator",
            "it goes to the connection of `<id>` and to no other",
            (identity, request) -> new Verdict.Allowed()),
    BLOBS_OF_A_SITE(
            Address::blobs,
            Direction.TO_SITE,
            "the site `<id>`",
            "the coordinator",
            "it goes to the connection of `<id>`; the request's `peer` is `coordinator`, and the site serves what it"
                    + " granted to that peer",
            (identity, request) -> asksAs(Address.coordinatorName(), request));

    private final Function<String, String> address;
    private final Direction direction;
    private final String listener;
    private final String asker;
    private final String condition;
    private final BiFunction<Identity, Request, Verdict> check;

    AddressRule(
            Function<String, String> address,
            Direction direction,
            String listener,
            String asker,
            String condition,
            BiFunction<Identity, Request, Verdict> check) {
        this.address = address;
        this.direction = direction;
        this.listener = listener;
        this.asker = asker;
        this.condition = condition;
        this.check = check;
    }

    /** The addresses beyond a connection that may be asked at from this end of it. */
    static List<String> addresses(Direction direction, Identity identity) {
        return Stream.of(values())
                .filter(rule -> rule.direction == direction)
                .map(rule -> rule.address.apply(identity.site()))
                .toList();
    }

    /**
     * Whether a request may pass.
     *
     * @param identity of the connection that it came over
     */
    static Verdict judge(Direction direction, Identity identity, Request request) {
        for (AddressRule rule : values()) {
            if (rule.direction == direction
                    && rule.address.apply(identity.site()).equals(request.address())) {
                return rule.check.apply(identity, request);
            }
        }
        return new Verdict.Forbidden("nobody may ask there over this connection");
    }

    private static Verdict speaksForItself(Identity identity, Request request) {
        ToCoordinator message;
        try {
            message = MessageCodec.toCoordinator(request.content().body() instanceof String json ? json : null);
        } catch (SchemaException e) {
            return new Verdict.Unreadable(Refusal.SCHEMA, e.getMessage());
        } catch (MalformedMessageException e) {
            return new Verdict.Unreadable(Refusal.MALFORMED, e.getMessage());
        }
        if (!message.site().equals(identity.site())) {
            return new Verdict.Forbidden("it speaks in the name of site " + message.site());
        }
        String instance = message instanceof ToCoordinator.Enrol enrol
                ? enrol.instance()
                : message instanceof ToCoordinator.Heartbeat heartbeat ? heartbeat.instance() : identity.instance();
        return Verdict.when(
                instance.equals(identity.instance()), "it speaks in the name of another state folder, " + instance);
    }

    private static Verdict asksAs(String peer, Request request) {
        String found = request.content().header(MessageHeader.PEER).orElse("");
        return Verdict.when(found.equals(peer), "it asks in the name of peer '" + found + "', not " + peer);
    }

    /** The rules as a table in Markdown. */
    public static String describe() {
        return Stream.of(values())
                .map(rule -> "| `%s` | %s | %s | %s |\n"
                        .formatted(
                                rule.address.apply("0").replaceFirst("\\.0$", ".<id>"),
                                rule.listener,
                                rule.asker,
                                rule.condition))
                .collect(Collectors.joining(
                        "",
                        "| Address | Listens there | May ask over a gateway link | On condition that |\n|---|---|---|---|\n",
                        ""));
    }
}
