package org.penlb.accesslog;

import java.nio.charset.StandardCharsets;
import org.penlb.config.IpAddress;

/** What the log says about a request. Its size is bounded, so that a number of them is. */
final class LoggedRequest {
    /** Longer than any address, and than any socket path. */
    private static final int LONGEST_SERVER = 255;

    private final IpAddress client;
    private final String server;
    private final long epochSeconds;
    private final byte[] line;

    /**
     * @param client {@link IpAddress#UNIX} for a client of a Unix socket. It is logged like any other, as {@code ::}; pen
     *     leaves the field empty, which shifts the others for whoever splits the line at spaces
     * @param server the address of the server, or the path of its socket
     * @param line what the {@link RequestScanner} found
     */
    LoggedRequest(IpAddress client, String server, long epochSeconds, byte[] line) {
        if (line.length > RequestScanner.LONGEST_LINE) {
            throw new IllegalArgumentException(
                    "line: " + line.length + " bytes (expected: at most " + RequestScanner.LONGEST_LINE + ")");
        }
        if (server.length() > LONGEST_SERVER) {
            throw new IllegalArgumentException(
                    "server: " + server.length() + " characters (expected: at most " + LONGEST_SERVER + ")");
        }
        this.client = client;
        this.server = server;
        this.epochSeconds = epochSeconds;
        this.line = line;
    }

    /** {@code client_ip epoch_seconds server_ip request}, with a line feed. */
    byte[] toFileLine() {
        return withLine(client + " " + epochSeconds + " " + server + " ");
    }

    /** {@code + client_ip server_ip request}, with a line feed. */
    byte[] toPenlogdLine() {
        return withLine("+ " + client + " " + server + " ");
    }

    private byte[] withLine(String before) {
        byte[] start = before.getBytes(StandardCharsets.UTF_8);
        byte[] all = new byte[start.length + line.length + 1];
        System.arraycopy(start, 0, all, 0, start.length);
        System.arraycopy(line, 0, all, start.length, line.length);
        all[all.length - 1] = '\n';
        return all;
    }
}
