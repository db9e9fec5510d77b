package org.penlb.logtools.merge;

import java.util.List;

/**
 * What is to be merged, and how.
 *
 * @param penLog pen's log: the name of a file, or {@code -} for stdin
 * @param jitter how far the times of an entry of pen's log and of the line that it belongs to may differ, in seconds;
 *     from 0 to {@value #LONGEST_JITTER}
 * @param offset by how many seconds the times in pen's log are ahead of UTC, at most two days
 * @param explain what to explain: 0 nothing, 1 which entry each line has got, 2 the entries of pen's log as well
 * @param webLogs of web servers, in the order in which lines of the same time are written; at least one
 */
public record MergeOptions(String penLog, long jitter, long offset, int explain, List<ServerLog> webLogs) {
    /** A year: whatever is longer is a slip. */
    public static final long LONGEST_JITTER = 31_536_000;

    /** Two days: more is a slip. */
    public static final long LARGEST_OFFSET = 172_800;

    public MergeOptions {
        webLogs = List.copyOf(webLogs);
        check("jitter", jitter, 0, LONGEST_JITTER);
        check("offset", offset, -LARGEST_OFFSET, LARGEST_OFFSET);
        if (webLogs.isEmpty()) {
            throw new IllegalArgumentException("webLogs: none (expected: at least one)");
        }
    }

    private static void check(String name, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: " + least + " to " + most + ")");
        }
    }
}
