package org.penlb.dnsfront;

/**
 * With how many others a query may share a connection to a server. What a server ends a connection for takes all with it that
 * are on the same; so those that were on one that ended go on with fewer others, and what takes an end to each connection
 * is soon alone.
 */
enum Company {
    /** No connection ended on which it was. */
    ANY(Integer.MAX_VALUE),
    /** One did. */
    FEW(16),
    /** Two did, or more. */
    NONE(1);

    /** How many queries go by one connection at most, in all its life. */
    final int most;

    Company(int most) {
        this.most = most;
    }

    /** What is left to a query after a connection on which it was has ended. */
    Company fewer() {
        return this == ANY ? FEW : NONE;
    }
}
