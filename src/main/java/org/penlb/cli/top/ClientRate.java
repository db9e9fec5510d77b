package org.penlb.cli.top;

/**
 * A client and what it did since the clients were asked for before.
 *
 * @param connects how often it came since it is tracked
 * @param connectRate how often it came, in a second; -1 if that cannot be told yet
 * @param to bytes to the client in a second, {@code from} from it; -1 if that cannot be told yet
 * @param bytes both ways, since it is tracked
 */
record ClientRate(String address, long connects, double connectRate, double to, double from, long bytes) {
    double both() {
        return Math.max(0, to) + Math.max(0, from);
    }
}
