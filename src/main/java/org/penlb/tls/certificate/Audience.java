package org.penlb.tls.certificate;

/** Who is shown a certificate. */
public enum Audience {
    /** Those who connect to this program. */
    CLIENTS,
    /** Those whom this program connects to, if they ask for it. */
    SERVERS
}
