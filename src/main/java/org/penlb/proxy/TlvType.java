package org.penlb.proxy;

/** The numbers of the TLVs of version 2 that mean something here, and the bits of the one about TLS. */
final class TlvType {
    static final int ALPN = 0x01;
    static final int AUTHORITY = 0x02;
    static final int CRC32C = 0x03;
    static final int UNIQUE_ID = 0x05;
    static final int SSL = 0x20;
    static final int SSL_VERSION = 0x21;
    static final int SSL_COMMON_NAME = 0x22;
    static final int SSL_CIPHER = 0x23;
    static final int SSL_SIGNATURE = 0x24;
    static final int SSL_KEY = 0x25;

    /** The client came by TLS. */
    static final int CLIENT_SSL = 0x01;
    /** It has shown a certificate on this connection. */
    static final int CLIENT_CERTIFICATE = 0x02;
    /** It has shown one in this session. */
    static final int CLIENT_CERTIFICATE_OF_SESSION = 0x04;

    /** A TLV begins with its type and its length. */
    static final int START = 3;
    /** The one about TLS begins with the bits of the client, and with the result of the verification. */
    static final int SSL_START = 1 + Integer.BYTES;

    private TlvType() {}
}
