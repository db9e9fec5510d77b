package org.penlb.logtools.merge;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** Says for each line which entry of pen's log it has got, for who wonders why. */
final class MatchExplanation {
    private static final int ENTRIES = 2;

    private final PrintStream err;
    private final int level;

    MatchExplanation(PrintStream err, int level) {
        this.err = err;
        this.level = level;
    }

    /** Whether lines are explained. */
    boolean isAsked() {
        return level > 0;
    }

    /** An entry of pen's log. */
    void read(LineInput penLog, int clientTo, long time) {
        if (level >= ENTRIES) {
            err.println(place(penLog) + ": " + name(penLog.bytes(), penLog.from(), clientTo) + " at " + time);
        }
    }

    /** A line, of pen's log or a web server's. */
    void notUnderstood(LineInput input) {
        if (isAsked()) {
            err.println(place(input) + ": not understood");
        }
    }

    /** A line at {@code time} whose client was found in an entry of {@code entryTime}. */
    void matched(LineInput input, byte[] client, int length, long time, long entryTime) {
        if (isAsked()) {
            long late = time - entryTime;
            String how = late == 0 ? "in the same second" : Math.abs(late) + " s " + (late > 0 ? "earlier" : "later");
            err.println(place(input) + ": " + name(client, 0, length) + ", " + how);
        }
    }

    void notMatched(LineInput input, long time) {
        if (isAsked()) {
            err.println(place(input) + ": no entry of pen's log near " + time);
        }
    }

    private static String place(LineInput input) {
        return input.stream().name() + ":" + input.line();
    }

    private static String name(byte[] bytes, int from, int to) {
        // An address or name, as PenLog takes no other.
        return from == to ? "a client without an address" : new String(bytes, from, to - from, StandardCharsets.UTF_8);
    }
}
