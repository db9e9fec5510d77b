package org.penlb.stream.http;

/** The fields of requests that are of interest here, by their names in small letters. Where two fit, the first one counts. */
enum FieldKind {
    FORWARDED_FOR("x-forwarded-for"),
    FORWARDED_PROTO("x-forwarded-proto"),
    /** Whatever else a proxy may say in this manner. */
    FORWARDED_OTHER("x-forwarded-", true),
    /** Of RFC 7239. */
    FORWARDED("forwarded"),
    /** What is said of a client's certificate. */
    CERTIFICATE("x-ssl-client-", true),
    /** Without it no server goes on in HTTP/2 when asked by HTTP/1 (RFC 7540, 3.2.1). */
    HTTP2_SETTINGS("http2-settings"),
    CONNECTION("connection"),
    UPGRADE("upgrade"),
    HOST("host"),
    CONTENT_LENGTH("content-length"),
    TRANSFER_ENCODING("transfer-encoding"),
    /** None of these. */
    OTHER("");

    final String name;
    /** Whether names that only begin like this are meant, too. */
    final boolean isPrefix;

    FieldKind(String name) {
        this(name, false);
    }

    FieldKind(String name, boolean isPrefix) {
        this.name = name;
        this.isPrefix = isPrefix;
    }

    /** Whether it says on whose behalf the request comes. */
    boolean isClaim() {
        return this == FORWARDED_FOR || this == FORWARDED_PROTO || this == FORWARDED_OTHER || this == FORWARDED;
    }
}
