package io.lorkd.protocol.certificate;

import io.lorkd.protocol.InvalidConfigurationException;
import org.bouncycastle.asn1.x509.GeneralName;

import java.util.Locale;
import java.util.regex.Pattern;

/** A server's hosts as alternative names: what a TLS client compares the host that it called with. */
final class Hosts {
    private static final Pattern NAME =
            Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*");
    private static final Pattern FIGURES = Pattern.compile("[0-9.]+|.*:.*");

    private Hosts() {}

    /** @throws InvalidConfigurationException if the text is neither a DNS name nor an address in figures */
    static GeneralName name(String host) {
        String lower = host.toLowerCase(Locale.ROOT);
        try {
            if (FIGURES.matcher(lower).matches()) {
                return new GeneralName(GeneralName.iPAddress, lower);
            }
        } catch (IllegalArgumentException e) {
            throw wrong(host, e);
        }
        if (!NAME.matcher(lower).matches() || lower.length() > 253) {
            throw wrong(host, null);
        }
        return new GeneralName(GeneralName.dNSName, lower);
    }

    private static InvalidConfigurationException wrong(String host, Exception cause) {
        return new InvalidConfigurationException(
                "server's host: found '" + host
                        + "'; allowed is a name such as gateway.example.org, or an address such as 192.0.2.7,"
                        + " without a port",
                cause);
    }
}
