package org.penlb.service;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A few of the open connections of a service, in the order of their numbers. Like a page of clients it is bounded work: of a
 * search it may be short, or empty, and have a next one all the same.
 *
 * @param next the number after which the next page starts; null if there is none
 * @param total how many connections are open, whether they were looked for or not
 * @param walked how many were looked at
 */
public record ConnectionPage(
        List<ConnectionView> connections, @Nullable Integer next, int total, int walked) {
    /** How many connections are looked at for a page at most. */
    public static final int MOST_WALKED = 50_000;

    public ConnectionPage {
        connections = List.copyOf(connections);
    }
}
