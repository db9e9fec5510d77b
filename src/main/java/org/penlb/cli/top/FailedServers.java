package org.penlb.cli.top;

import java.util.HashSet;
import java.util.Set;

/**
 * Reads pen's status page, where alone pen 0.34.1 tells which servers failed: a server's row has its number, address, and
 * when it failed last, or 0 if it was well since.
 */
final class FailedServers {
    private static final String CELL = "<td>";
    private static final int STATUS = 2;

    private final Set<Integer> failed = new HashSet<>();
    private boolean over;
    private int column;
    private long index;

    /** Reads a line of the page. */
    void read(String line) {
        if (over) {
            return;
        }
        if (line.startsWith("</table>")) {
            over = true; // clients and connections follow
        } else if (line.startsWith("<tr>")) {
            column = 0;
        } else if (line.startsWith(CELL)) {
            int end = line.indexOf('<', CELL.length());
            cell(new ReplyWords(line.substring(CELL.length(), end < 0 ? line.length() : end)).number());
        }
    }

    private void cell(long number) {
        if (column == 0) {
            index = number;
        } else if (column == STATUS && number > 0 && index >= 0 && failed.size() < Poller.MOST_SERVERS) {
            failed.add((int) index);
        }
        column++;
    }

    /** Whether there was a page: a pen without a file for it has none. */
    boolean isRead() {
        return over;
    }

    /** The numbers of those that failed and were not seen well since. */
    Set<Integer> failed() {
        return failed;
    }
}
