package org.penlb.balance;

/** Why a server does not take a client, in the words that an operator reads after "server 3 ...". */
enum Refusal {
    NONE("takes it"),
    REMOVED("is removed"),
    DRAINING("is draining"),
    BLACKLISTED("is left alone after a failure"),
    DOWN("is down, says its health check"),
    NO_PORT("has no port"),
    DENIED("does not take this address, says its access list"),
    FULL("has as many connections as it may");

    private final String words;

    Refusal(String words) {
        this.words = words;
    }

    @Override
    public String toString() {
        return words;
    }
}
