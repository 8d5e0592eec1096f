package io.lorkd.protocol.link.gateway;

import io.lorkd.protocol.certificate.CertificateRefusedException;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Trusts clients that are sites of the federation, and servers that are its gateways. Java checks the signature, the time,
 * the certificate's use and, at a client, the host's name; the rest, and the plain words, are ours.
 */
final class PeerTrust extends X509ExtendedTrustManager {
    private final LinkTls link;
    private final X509ExtendedTrustManager java;

    PeerTrust(LinkTls link, X509Certificate authority) throws GeneralSecurityException {
        KeyStore store = LinkTls.emptyStore();
        store.setCertificateEntry("authority", authority);
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
        factory.init(store);
        this.link = link;
        this.java = only(factory.getTrustManagers());
    }

    private static X509ExtendedTrustManager only(TrustManager[] managers) {
        return (X509ExtendedTrustManager) managers[0];
    }

    private interface JavasCheck {
        void run() throws CertificateException;
    }

    private interface OurCheck {
        void run() throws CertificateRefusedException;
    }

    /** Java's refusal makes the alert that the other end is sent, ours the sentence in the log. */
    private static void check(JavasCheck javas, OurCheck ours) throws CertificateException {
        CertificateException refused = null;
        try {
            javas.run();
        } catch (CertificateException e) {
            refused = e;
        }
        try {
            ours.run();
        } catch (CertificateRefusedException e) {
            throw new CertificateException(e.getMessage(), refused == null ? e : refused.getCause());
        }
        if (refused != null) {
            throw refused;
        }
    }

    private void checkClient(X509Certificate[] chain, JavasCheck javas) throws CertificateException {
        check(javas, () -> link.siteOf(chain[0]));
    }

    private void checkServer(X509Certificate[] chain, JavasCheck javas) throws CertificateException {
        check(javas, () -> link.checkServer(chain[0]));
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        checkClient(chain, () -> java.checkClientTrusted(chain, type, engine));
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        checkServer(chain, () -> java.checkServerTrusted(chain, type, engine));
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        checkClient(chain, () -> java.checkClientTrusted(chain, type, socket));
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        checkServer(chain, () -> java.checkServerTrusted(chain, type, socket));
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
        checkClient(chain, () -> java.checkClientTrusted(chain, type));
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
        checkServer(chain, () -> java.checkServerTrusted(chain, type));
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return java.getAcceptedIssuers();
    }
}
