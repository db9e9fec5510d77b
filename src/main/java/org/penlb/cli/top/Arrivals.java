package org.penlb.cli.top;

/**
 * What came in since the start of a pen.
 *
 * @param count -1 if it was not told
 */
record Arrivals(Kind kind, long count) {
    static final Arrivals UNKNOWN = new Arrivals(Kind.CONNECTIONS, -1);

    /** What a service counts. */
    enum Kind {
        CONNECTIONS("conn/s"),
        SESSIONS("sessions/s"),
        QUERIES("queries/s");

        private final String rate;

        Kind(String rate) {
            this.rate = rate;
        }

        /** The name of so many in a second. */
        String rate() {
            return rate;
        }
    }
}
