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
 * Trusts clients that are sites of the federation, and servers that are its gateways. Java checks the certificate's use
 * and, at a client, the host's name; whose it is and whether it is in force is ours.
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

    /** First, since its refusal is in plain words. */
    private void requireSite(X509Certificate[] chain) throws CertificateException {
        try {
            link.siteOf(chain[0]);
        } catch (CertificateRefusedException e) {
            throw new CertificateException(e.getMessage());
        }
    }

    private void requireServer(X509Certificate[] chain) throws CertificateException {
        try {
            link.checkServer(chain[0]);
        } catch (CertificateRefusedException e) {
            throw new CertificateException(e.getMessage());
        }
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        requireSite(chain);
        java.checkClientTrusted(chain, type, engine);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        requireServer(chain);
        java.checkServerTrusted(chain, type, engine);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        requireSite(chain);
        java.checkClientTrusted(chain, type, socket);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        requireServer(chain);
        java.checkServerTrusted(chain, type, socket);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
        requireSite(chain);
        java.checkClientTrusted(chain, type);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
        requireServer(chain);
        java.checkServerTrusted(chain, type);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return java.getAcceptedIssuers();
    }
}
