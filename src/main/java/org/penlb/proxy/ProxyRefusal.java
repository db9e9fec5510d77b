package org.penlb.proxy;

import java.util.Locale;

/** Why what should be a header is none. */
public enum ProxyRefusal {
    /** It does not begin as one. */
    MISSING("no header"),
    /** It is of neither version 1 nor 2. */
    VERSION("unknown version"),
    /** It is neither about a client nor about the proxy itself. */
    COMMAND("unknown command"),
    /** The family of its addresses is unknown, or not that of the addresses. */
    FAMILY("wrong address family"),
    /** It is longer than any that is taken. */
    LENGTH("too long"),
    /** It is not made as the protocol says. */
    SYNTAX("malformed"),
    /** An address is none. */
    ADDRESS("malformed address"),
    /** A port is none. */
    PORT("malformed port"),
    /** A TLV is longer than the header, or of the wrong length. */
    TLV("malformed TLV"),
    /** Its checksum does not fit. */
    CHECKSUM("wrong checksum"),
    /** It ended, or was cut off. */
    ENDED("incomplete"),
    /** It did not come in time. */
    TIMEOUT("too late");

    private final String text;

    ProxyRefusal(String text) {
        this.text = text;
    }

    /** One word, for counters and labels. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** For a log. */
    @Override
    public String toString() {
        return text;
    }
}
