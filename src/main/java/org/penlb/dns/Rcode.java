package org.penlb.dns;

/** What servers say of how it went (RFC 1035 section 4.1.1, RFC 2136 section 2.2). */
public final class Rcode {
    /** All is well. */
    public static final int NOERROR = 0;
    /** The query is malformed. */
    public static final int FORMERR = 1;
    /** The server cannot find out, now. */
    public static final int SERVFAIL = 2;
    /** There is no such name. */
    public static final int NXDOMAIN = 3;
    /** The server does not do this kind of query. */
    public static final int NOTIMP = 4;
    /** The server will not, as a matter of policy. */
    public static final int REFUSED = 5;

    private static final String[] NAMES = {
        "NOERROR",
        "FORMERR",
        "SERVFAIL",
        "NXDOMAIN",
        "NOTIMP",
        "REFUSED",
        "YXDOMAIN",
        "YXRRSET",
        "NXRRSET",
        "NOTAUTH",
        "NOTZONE",
        "DSOTYPENI"
    };

    private Rcode() {}

    /**
     * What people call it.
     *
     * @param rcode 0 to 15
     */
    public static String name(int rcode) {
        return rcode < NAMES.length ? NAMES[rcode] : "RCODE" + rcode;
    }
}
