/**
 * Who is who on a link: the federation's certificate authority, what it issues, and how a peer's certificate is read.
 *
 * <p>All files are PEM: certificates {@code .crt}, keys PKCS#8 {@code .key} that only their owner can read, requests PKCS#10
 * {@code .csr}, and the list of what is revoked, {@code revoked.pem}. A certificate says what it is for in one URI among its
 * alternative names: {@code lorkd:site:<id>} or {@code lorkd:server}.
 */
package io.lorkd.protocol.certificate;
