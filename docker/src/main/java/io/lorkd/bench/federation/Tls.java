package io.lorkd.bench.federation;

import io.lorkd.protocol.certificate.TlsFiles;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;

import java.util.Set;

/** TLS as the gateway link has it: version 1.3, a certificate at either end, one authority. */
final class Tls {
    private static final Set<String> VERSIONS = Set.of("TLSv1.3");

    private Tls() {}

    static HttpServerOptions server(TlsFiles files) {
        return new HttpServerOptions()
                .setSsl(true)
                .setEnabledSecureTransportProtocols(VERSIONS)
                .setClientAuth(ClientAuth.REQUIRED)
                .setKeyCertOptions(pem(files))
                .setTrustOptions(new PemTrustOptions().addCertPath(files.trust().toString()));
    }

    static WebSocketClientOptions client(TlsFiles files) {
        return new WebSocketClientOptions()
                .setSsl(true)
                .setEnabledSecureTransportProtocols(VERSIONS)
                .setKeyCertOptions(pem(files))
                .setTrustOptions(new PemTrustOptions().addCertPath(files.trust().toString()));
    }

    private static PemKeyCertOptions pem(TlsFiles files) {
        return new PemKeyCertOptions()
                .addCertPath(files.certificate().toString())
                .addKeyPath(files.key().toString());
    }
}
