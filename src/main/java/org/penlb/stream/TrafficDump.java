package org.penlb.stream;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.penlb.relay.Tap;

/** Writes what a connection carries to the log, as hexadecimal numbers or as text: what -ddd asks for. */
public final class TrafficDump implements Tap {
    private static final Logger LOG = System.getLogger(TrafficDump.class.getName());
    private static final HexFormat HEX = HexFormat.ofDelimiter(" ");
    /** A read may bring 64 KiB; what matters is at its beginning. */
    private static final int MOST_BYTES = 4096;

    private static final int BYTES_PER_LINE = 16;

    private final String client;
    private final String server;
    private final boolean ascii;

    /**
     * @param client what the client's bytes are headed with
     * @param server what the server's bytes are headed with
     * @param ascii whether bytes are shown as text
     */
    public TrafficDump(String client, String server, boolean ascii) {
        this.client = client;
        this.server = server;
        this.ascii = ascii;
    }

    @Override
    public void fromClient(ByteBuffer bytes, long fromServer) {
        write(client, bytes);
    }

    @Override
    public boolean seesServer() {
        return true;
    }

    @Override
    public void fromServer(ByteBuffer bytes) {
        write(server, bytes);
    }

    private void write(String who, ByteBuffer bytes) {
        LOG.log(Level.TRACE, "{0} sent {1} bytes", who, String.valueOf(bytes.remaining()));
        lines(bytes, ascii).lines().forEach(line -> LOG.log(Level.TRACE, line));
    }

    /** The first {@value #MOST_BYTES} bytes, and how many are left out. */
    static String lines(ByteBuffer bytes, boolean ascii) {
        byte[] shown = new byte[Math.min(MOST_BYTES, bytes.remaining())];
        bytes.get(bytes.position(), shown);
        int left = bytes.remaining() - shown.length;
        return (ascii ? text(shown) : numbers(shown)) + (left == 0 ? "" : "(" + left + " bytes more)\n");
    }

    private static String numbers(byte[] bytes) {
        var text = new StringBuilder();
        for (int at = 0; at < bytes.length; at += BYTES_PER_LINE) {
            int end = Math.min(bytes.length, at + BYTES_PER_LINE);
            String printable = printable(bytes, at, end);
            text.append("%04x  %-47s  %s%n".formatted(at, HEX.formatHex(bytes, at, end), printable));
        }
        return text.toString();
    }

    private static String text(byte[] bytes) {
        var text = new StringBuilder();
        int start = 0;
        for (int at = 0; at < bytes.length; at++) {
            if (bytes[at] == '\n' || at == bytes.length - 1) {
                int end = bytes[at] == '\n' ? at : at + 1;
                text.append(printable(bytes, start, end)).append('\n');
                start = at + 1;
            }
        }
        return text.toString();
    }

    /** Bytes that a terminal shows as one sign each; every other one is a dot. */
    private static String printable(byte[] bytes, int from, int to) {
        var text = new StringBuilder();
        for (int i = from; i < to; i++) {
            text.append(bytes[i] >= ' ' && bytes[i] < 0x7f ? (char) bytes[i] : '.');
        }
        return text.toString();
    }
}
