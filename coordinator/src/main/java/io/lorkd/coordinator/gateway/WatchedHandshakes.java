package io.lorkd.coordinator.gateway;

import io.lorkd.protocol.link.gateway.Handshakes;
import io.netty.handler.ssl.DelegatingSslContext;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.vertx.core.net.JdkSSLEngineOptions;
import io.vertx.core.spi.tls.DefaultSslContextFactory;
import io.vertx.core.spi.tls.SslContextFactory;

import java.util.function.BiConsumer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;

/** The JDK's TLS that says from where the connections were that it refuses; Vert.x says only why. */
final class WatchedHandshakes extends JdkSSLEngineOptions {
    private final BiConsumer<String, String> refused;

    /** @param refused is told from where, and why */
    WatchedHandshakes(BiConsumer<String, String> refused) {
        this.refused = refused;
    }

    private WatchedHandshakes(WatchedHandshakes other) {
        super(other);
        this.refused = other.refused;
    }

    @Override
    public WatchedHandshakes copy() {
        return new WatchedHandshakes(this);
    }

    @Override
    public SslContextFactory sslContextFactory() {
        return new DefaultSslContextFactory(SslProvider.JDK, false) {
            @Override
            public SslContext create() throws SSLException {
                return new Watched(super.create(), refused);
            }
        };
    }

    private static final class Watched extends DelegatingSslContext {
        private final BiConsumer<String, String> refused;

        Watched(SslContext context, BiConsumer<String, String> refused) {
            super(context);
            this.refused = refused;
        }

        @Override
        protected void initEngine(SSLEngine engine) {
            // It is as the context has made it.
        }

        @Override
        protected void initHandler(SslHandler handler) {
            String from =
                    handler.engine().getPeerHost() + ":" + handler.engine().getPeerPort();
            handler.handshakeFuture().addListener(handshake -> {
                if (!handshake.isSuccess()) {
                    refused.accept(from, why(handshake.cause()));
                }
            });
        }
    }

    private static String why(Throwable failure) {
        return failure instanceof NotSslRecordException ? "it does not speak TLS" : Handshakes.why(failure);
    }
}
