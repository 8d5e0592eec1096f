package io.lorkd.site.console;

import io.lorkd.site.console.answer.Answers;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.RoutingContext;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Refuses whoever asks by another name than this machine's own loopback. A page of any web site can have its name point to
 * 127.0.0.1 (DNS rebinding) and then read answers as its own; its {@code Host} or {@code Origin} gives it away.
 */
final class OwnHost implements Handler<RoutingContext> {
    private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "[::1]");

    @Override
    public void handle(RoutingContext request) {
        SocketAddress local = request.request().connection().localAddress();
        Set<String> own =
                LOOPBACK.stream().map(name -> name + ":" + local.port()).collect(Collectors.toSet());
        List<String> hosts = request.request().headers().getAll(HttpHeaders.HOST);
        if (hosts.size() != 1 || !own.contains(hosts.get(0))) {
            Answers.refuse(request, 421, "This is a site's own console; ask for it as 127.0.0.1:" + local.port());
            return;
        }
        List<String> origins = request.request().headers().getAll(HttpHeaders.ORIGIN);
        if (!origins.stream().allMatch(origin -> origin.equals("http://" + hosts.get(0)))) {
            Answers.refuse(request, 403, "A page of another origin asks; the console answers its own page only");
            return;
        }
        request.next();
    }
}
