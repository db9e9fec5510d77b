package org.penlb.load.cluster;

import java.time.Duration;

/**
 * How much is measured.
 *
 * @param clients who are looked at for whether they keep their servers
 * @param table how many clients are a million
 * @param rate assignments a second while a late instance learns what there is
 * @param rounds how often each of two is measured by turns
 * @param slice for how long each time
 * @param stops how often an instance is stopped
 * @param stop for how long
 * @param cut for how long an instance is cut off
 * @param idle for how long it is watched how little happens
 * @param commands how many commands are given
 */
record Scale(
        int clients,
        int table,
        int rate,
        int rounds,
        Duration slice,
        int stops,
        Duration stop,
        Duration cut,
        Duration idle,
        int commands) {
    static final Scale WHOLE = new Scale(
            10_000,
            1_000_000,
            5_000,
            11,
            Duration.ofSeconds(8),
            5,
            Duration.ofSeconds(20),
            Duration.ofSeconds(30),
            Duration.ofSeconds(30),
            50);

    /** Shows that all of it works. */
    static final Scale QUICK = new Scale(
            300,
            5_000,
            200,
            1,
            Duration.ofSeconds(2),
            1,
            Duration.ofSeconds(6),
            Duration.ofSeconds(6),
            Duration.ofSeconds(3),
            3);
}
