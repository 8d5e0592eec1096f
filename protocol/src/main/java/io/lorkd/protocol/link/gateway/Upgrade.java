package io.lorkd.protocol.link.gateway;

import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.WebSocketClientOptions;

import java.util.concurrent.TimeUnit;

/** How both ends open a WebSocket. */
public final class Upgrade {
    /** The only path that a gateway has; the number is that of the frames' form. */
    public static final String PATH = "/lorkd/link/1";

    /** The header that a site says its state folder's id in. */
    public static final String INSTANCE = "Lorkd-Instance";

    /** Another instance with this site's certificate is connected. */
    public static final int TAKEN = 409;

    /** The certificate that was good at the handshake is not any more. */
    public static final int FORBIDDEN = 403;

    /**
     * WebSocket's masks keep a browser's script from making a proxy see something else than a WebSocket. No script chooses what
     * sites send, and TLS shows nothing of it to a proxy; so a mask would only cost a copy at the site and a pass here.
     */
    private static final boolean UNMASKED = true;

    /** Only a peer that has not taken anything for long is taken for stuck; a slow line needs long for one chunk. */
    private static final int STUCK_AFTER = 4;

    private Upgrade() {}

    /** A server's limits: frames as long as ours, nothing compressed, and no line that is silent. */
    public static HttpServerOptions server(LineSettings line) {
        int silence = Math.toIntExact(line.silentAfter().toMillis());
        return new HttpServerOptions()
                .setUseAlpn(false)
                .setMaxWebSocketFrameSize(FrameCodec.MAX_FRAME_BYTES)
                .setMaxWebSocketMessageSize(FrameCodec.MAX_FRAME_BYTES)
                .setAcceptUnmaskedFrames(UNMASKED)
                .setPerFrameWebSocketCompressionSupported(false)
                .setPerMessageWebSocketCompressionSupported(false)
                .setWebSocketClosingTimeout(1)
                .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                .setReadIdleTimeout(silence)
                .setWriteIdleTimeout(STUCK_AFTER * silence)
                .setSsl(true);
    }

    static WebSocketClientOptions client(LineSettings line) {
        int silence = Math.toIntExact(line.silentAfter().toMillis());
        WebSocketClientOptions options = new WebSocketClientOptions()
                .setMaxFrameSize(FrameCodec.MAX_FRAME_BYTES)
                .setMaxMessageSize(FrameCodec.MAX_FRAME_BYTES)
                .setSendUnmaskedFrames(UNMASKED)
                .setClosingTimeout(1)
                .setConnectTimeout(silence);
        options.setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                .setReadIdleTimeout(silence)
                .setWriteIdleTimeout(STUCK_AFTER * silence)
                .setSsl(true);
        options.setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS).setSslHandshakeTimeout(silence);
        return options;
    }
}
