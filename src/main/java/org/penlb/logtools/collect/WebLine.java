package org.penlb.logtools.collect;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.penlb.config.IpAddress;

/** A line of a web server that has come. */
final class WebLine {
    private final byte[] bytes;
    private final int clientFrom;
    private final int clientTo;
    private final @Nullable RequestKey request;
    private final long nanoTime;
    private @Nullable IpAddress client;

    /**
     * @param bytes all of it, without line feed
     * @param clientFrom where its client begins
     * @param clientTo the index behind that
     * @param request what it is about; null if it does not say, so that nobody can be found for it
     * @param nanoTime when it came
     */
    WebLine(byte[] bytes, int clientFrom, int clientTo, @Nullable RequestKey request, long nanoTime) {
        this.bytes = bytes;
        this.clientFrom = clientFrom;
        this.clientTo = clientTo;
        this.request = request;
        this.nanoTime = nanoTime;
    }

    @Nullable
    RequestKey request() {
        return request;
    }

    long nanoTime() {
        return nanoTime;
    }

    int length() {
        return bytes.length;
    }

    /** Where it came from and what it is about, for a message. */
    String origin() {
        return request == null ? "it names no request" : request.toString();
    }

    @Nullable
    IpAddress client() {
        return client;
    }

    void setClient(IpAddress client) {
        this.client = client;
    }

    /** Whether pen may still say who its client was. */
    boolean isOpen() {
        return client == null && request != null;
    }

    /**
     * How it is written, without line feed: with its client, if that is known, and with control characters spelled out.
     * Anybody can send some here, and they do something to the terminal on which somebody looks at the log. Tabs do not.
     */
    byte[] toBytes() {
        IpAddress found = client;
        var out = new ByteArrayOutputStream(bytes.length + 64);
        if (found == null) {
            writeVisible(0, bytes.length, out);
        } else {
            writeVisible(0, clientFrom, out);
            out.writeBytes(found.toString().getBytes(StandardCharsets.US_ASCII));
            writeVisible(clientTo, bytes.length, out);
        }
        return out.toByteArray();
    }

    private void writeVisible(int start, int end, ByteArrayOutputStream out) {
        int plain = start;
        for (int at = start; at < end; at++) {
            byte next = bytes[at];
            if ((next >= 0 && next < ' ' && next != '\t') || next == 0x7f) {
                out.write(bytes, plain, at - plain);
                String escape =
                        (bytes[0] == '{' ? "\\u00" : "\\x") + HexFormat.of().toHexDigits(next);
                out.writeBytes(escape.getBytes(StandardCharsets.US_ASCII));
                plain = at + 1;
            }
        }
        out.write(bytes, plain, end - plain);
    }

    @Override
    public String toString() {
        return new String(toBytes(), StandardCharsets.UTF_8);
    }

    /** Other bytes in the same manner, for a message. */
    static String visible(byte[] bytes, int start, int end) {
        return new WebLine(Arrays.copyOfRange(bytes, start, end), 0, 0, null, 0).toString();
    }
}
