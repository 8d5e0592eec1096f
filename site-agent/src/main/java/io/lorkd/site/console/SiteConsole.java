package io.lorkd.site.console;

import io.lorkd.protocol.command.RunFailedException;
import io.lorkd.site.console.answer.Answers;
import io.lorkd.site.console.picture.PictureRoutes;
import io.lorkd.site.picture.PictureDesk;
import io.lorkd.site.policy.Approvals;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.concurrent.Callable;

/**
 * The console's server. It listens on 127.0.0.1 and nowhere else: who wants to see it from another desk takes an SSH tunnel.
 * It has an event bus of its own, which no link is on: what the console shows cannot be asked for by a message.
 */
public final class SiteConsole {
    /** The file in the state folder that has the link, for those who do not see what the agent prints; its owner's only. */
    public static final String LINK_FILE = "console-link";

    private static final Logger LOG = LoggerFactory.getLogger(SiteConsole.class);
    private static final String LOOPBACK = "127.0.0.1";
    private static final int LONGEST_BODY = 16 * 1024;

    private final Vertx vertx;
    private final SiteFacts facts;
    private final ConsoleAccess access = new ConsoleAccess();
    private final Holdings holdings;
    private final SiteAnswers answers;
    private final ConsoleStream stream;
    private final PictureRoutes pictures;

    /** In a field: a server that nothing refers to is closed by the garbage collector. */
    private final HttpServer server;

    private SiteConsole(SiteFacts facts, ConsoleView view, PictureDesk desk) {
        this.vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setWorkerPoolSize(2));
        this.facts = facts;
        this.holdings = new Holdings(facts.state());
        this.answers = new SiteAnswers(facts, view);
        this.stream = new ConsoleStream(vertx, answers);
        this.pictures = new PictureRoutes(vertx, desk, Clock.systemUTC());
        this.server = vertx.createHttpServer(new HttpServerOptions().setHost(LOOPBACK))
                .requestHandler(router());
    }

    /**
     * Begins to serve, and writes the link into the state folder. Fails with {@link RunFailedException} where the port is not
     * to be had.
     *
     * @param port 0 for any
     * @param view hears the site's events
     * @param desk where the site's trainer answers who asks for pictures
     */
    public static Future<SiteConsole> open(int port, SiteFacts facts, ConsoleView view, PictureDesk desk) {
        SiteConsole console = new SiteConsole(facts, view, desk);
        // Of no context: it must complete even where the console's own event loop ends with the failure.
        Promise<SiteConsole> opened = Promise.promise();
        console.server
                .listen(port)
                .recover(e -> Future.failedFuture(new RunFailedException(
                        "The console cannot listen on " + LOOPBACK + ":" + port + " (" + e.getMessage()
                                + "); end what has this port, or give another one in site.yaml under console.port",
                        e)))
                .compose(listening -> console.vertx.executeBlocking(console::writeLink))
                .map(console)
                .onComplete(opened)
                .onFailure(failure -> console.close());
        return opened.future();
    }

    private Router router() {
        Router router = Router.router(vertx);
        router.route().handler(new OwnHost());
        router.route().handler(new ConsoleHeaders());
        router.get("/").handler(access.entrance());
        router.route().handler(access.guard());
        router.route().handler(BodyHandler.create(false).setBodyLimit(LONGEST_BODY));
        ConsoleFiles.addTo(router);
        router.get("/api/v1/session")
                .handler(request -> Answers.json(
                        request, new JsonObject().put("site", facts.site()).put("csrf", access.csrf())));
        router.get("/api/v1/site").handler(request -> Answers.json(request, answers.site()));
        router.get("/api/v1/stream").handler(stream::open);
        router.get("/api/v1/holdings").handler(request -> answer(request, holdings::held));
        router.get("/api/v1/ledger").handler(request -> answer(request, holdings::ledger));
        new ApprovalRoutes(vertx, new Approvals(facts.state(), Clock.systemUTC())).addTo(router);
        pictures.addTo(router);
        router.route().last().handler(request -> Answers.refuse(request, 404, "There is nothing here"));
        return router;
    }

    /** Reads files for an answer, on a worker thread. */
    private void answer(RoutingContext request, Callable<JsonObject> read) {
        vertx.executeBlocking(read)
                .onSuccess(found -> Answers.json(request, found))
                .onFailure(failure -> {
                    LOG.warn("the console could not answer {}", request.normalizedPath(), failure);
                    Answers.refuse(request, 500, "The site's files could not be read: " + failure.getMessage());
                });
    }

    private Path writeLink() throws IOException {
        Path file = facts.state().resolve(LINK_FILE);
        Files.deleteIfExists(file);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return Files.writeString(file, link() + "\n");
    }

    /** Opens the console in a browser on this machine. It has the token in it: for the terminal, not for a log. */
    public String link() {
        return "http://" + LOOPBACK + ":" + server.actualPort() + "/?token=" + access.token();
    }

    /** The link is of no use any more. */
    public Future<Void> close() {
        return vertx.close();
    }
}
