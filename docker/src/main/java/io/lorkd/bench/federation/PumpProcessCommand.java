package io.lorkd.bench.federation;

import io.lorkd.protocol.command.Await;
import io.lorkd.protocol.command.ExitCode;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.ServerWebSocket;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

import java.util.concurrent.Callable;

/** The far end of the {@link Pump}: takes bytes and forgets them. Started by {@link FederationCommand}. */
@Command(name = "pump", hidden = true)
public final class PumpProcessCommand implements Callable<Integer> {
    static final String READY = "ready";

    @Mixin
    private TlsFilesOptions tls;

    @Override
    public Integer call() {
        Vertx vertx = Vertx.vertx();
        HttpServer server = vertx.createHttpServer(Tls.server(tls.files())
                .setMaxWebSocketFrameSize(Pump.PIECE)
                .setMaxWebSocketMessageSize(Pump.PIECE)
                .setHost(Certificates.LOOPBACK)
                .setPort(0));
        try {
            Await.result(server.webSocketHandler(PumpProcessCommand::swallow).listen());
            Parent.say(READY, server.actualPort());
            Parent.awaitEnd();
        } finally {
            Await.result(vertx.close());
        }
        return ExitCode.DONE;
    }

    /** A text says that all has been sent; the answer says how many bytes came. */
    private static void swallow(ServerWebSocket socket) {
        long[] bytes = new long[1];
        socket.binaryMessageHandler((Buffer piece) -> bytes[0] += piece.length());
        socket.textMessageHandler(end -> socket.writeTextMessage(Long.toString(bytes[0])));
    }
}
