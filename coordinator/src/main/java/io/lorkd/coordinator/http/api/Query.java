package io.lorkd.coordinator.http.api;

import io.lorkd.coordinator.http.answer.Json;
import io.vertx.ext.web.RoutingContext;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** What stands behind the question mark. */
final class Query {
    private final RoutingContext request;

    private Query(RoutingContext request) {
        this.request = request;
    }

    /** A parameter that is not what it has to be. */
    private static final class Unreadable extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Unreadable(String message) {
            super(message, null, false, false);
        }
    }

    /** Has the parameters read; answers with 400 where one cannot be. */
    static void of(RoutingContext request, Consumer<Query> reader) {
        try {
            reader.accept(new Query(request));
        } catch (Unreadable e) {
            Json.refuse(request, 400, e.getMessage());
        }
    }

    /** The parameter as it stands there; empty where it is not given, or is blank. */
    Optional<String> text(String name) {
        List<String> given = request.queryParam(name);
        if (given.size() > 1) {
            throw new Unreadable(name + " is given " + given.size() + " times; give it once");
        }
        return given.stream().filter(value -> !value.isBlank()).findFirst();
    }

    OptionalLong number(String name) {
        return text(name)
                .map(value -> OptionalLong.of(number(name, value, 0, Long.MAX_VALUE)))
                .orElse(OptionalLong.empty());
    }

    int number(String name, int least, int most, int otherwise) {
        return text(name).map(value -> (int) number(name, value, least, most)).orElse(otherwise);
    }

    /** A whole number from nought on, such as an id. */
    static long whole(String name, String value) {
        return number(name, value, 0, Long.MAX_VALUE);
    }

    private static long number(String name, String value, long least, long most) {
        long number;
        try {
            number = Long.parseLong(value);
        } catch (NumberFormatException e) {
            throw unreadable(name, value, "a whole number");
        }
        if (number < least || number > most) {
            throw unreadable(name, value, least + (most == Long.MAX_VALUE ? " or more" : " to " + most));
        }
        return number;
    }

    static RuntimeException unreadable(String name, String value, String allowed) {
        return new Unreadable(name + ": found '" + value + "'; allowed is " + allowed);
    }
}
