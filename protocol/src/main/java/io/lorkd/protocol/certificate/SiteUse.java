package io.lorkd.protocol.certificate;

import org.bouncycastle.asn1.x509.KeyPurposeId;

import java.util.List;

/** How a site is linked, which says what its certificate is good for. */
public enum SiteUse {
    /** It calls a gateway and is called by nobody: its certificate is a client's. */
    DIALS_OUT(List.of(KeyPurposeId.id_kp_clientAuth)),
    /** It is a member of the cluster, and members call each other. */
    CLUSTER_MEMBER(List.of(KeyPurposeId.id_kp_clientAuth, KeyPurposeId.id_kp_serverAuth));

    private final List<KeyPurposeId> purposes;

    SiteUse(List<KeyPurposeId> purposes) {
        this.purposes = purposes;
    }

    List<KeyPurposeId> purposes() {
        return purposes;
    }
}
