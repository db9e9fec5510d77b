package org.penlb.logtools.resolve;

import org.jspecify.annotations.Nullable;
import org.penlb.logtools.weblog.WebLogLine;

/**
 * Finds the client in a line of an access log: what stands before the first blank, and in a JSON object what the line says that
 * it is. Whether that is an address is for the caller to see. It serves one thread.
 */
final class ClientFinder {
    private final WebLogLine line = new WebLogLine();

    /**
     * Where it is.
     *
     * @param bytes hold the line, and others before and behind it
     * @param from its first byte
     * @param to behind its last one; the end of the line may be among them
     * @return null if the line does not say who the client is
     */
    @Nullable
    ClientSpan find(byte[] bytes, int from, int to) {
        if (from < to && bytes[from] == '{') {
            line.read(bytes, from, bytes[to - 1] == '\n' ? to - 1 : to);
            return line.hasClient() ? new ClientSpan(line.clientFrom(), line.clientTo()) : null;
        }
        int end = from;
        // All that an address can be made of is above the blank; ends of lines and tabs are below.
        while (end < to && bytes[end] > ' ') {
            end++;
        }
        return new ClientSpan(from, end);
    }
}
