package org.penlb.cli.top;

/**
 * A server and what it did since the round before.
 *
 * @param to bytes to it in a second; -1 if that cannot be told yet
 * @param from bytes from it in a second; -1 if that cannot be told yet
 * @param share its part of all servers' bytes in that time, or if there were none of their open connections, 0 to 1
 */
record ServerRate(ServerReading server, double to, double from, double share) {
    /** Bytes both ways in a second; 0 if that cannot be told yet. */
    double both() {
        return Math.max(0, to) + Math.max(0, from);
    }
}
