package org.penlb.tls.hello;

import java.util.Locale;

/** Why the first bytes of a client are no hello that we go by, however they may continue. */
public enum HelloRefusal implements HelloFinding {
    /** Another protocol. */
    NOT_TLS,
    /** A hello in the framing of SSL 2, which nobody has had to send for decades. */
    SSL2,
    /** The hello is longer than {@link HelloParser#LONGEST_HELLO}. */
    TOO_LONG,
    /** The hello is cut into more records than {@link HelloParser#MOST_RECORDS}. */
    TOO_MANY_RECORDS,
    /** A record of the hello holds nothing. */
    EMPTY_RECORD,
    /** A record is longer than TLS allows, or of a kind that has no place within a hello. */
    BAD_RECORD,
    /** The first message is none that a client begins with. */
    NOT_HELLO,
    /** Its fields do not fit into one another. */
    MALFORMED,
    /** An extension comes twice. */
    REPEATED_EXTENSION,
    /** More extensions, or protocols within ALPN, than a client has reason to list. */
    TOO_MANY_ENTRIES,
    /** The name that it asks for is no host name. */
    BAD_SERVER_NAME;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** A word for counters and logs, such as {@code not_tls}. */
    public String label() {
        return label;
    }
}
