package org.penlb.stream.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Watches for a header of the PROXY protocol at the start of what a client sends. A server that takes one would believe it, and
 * what comes behind it looks like no request from here.
 */
final class ProxyHeaderWatch {
    private static final byte[] V1 = "PROXY ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] V2 = "\r\n\r\n\0\r\nQUIT\n".getBytes(StandardCharsets.US_ASCII);

    private int bytes;
    private boolean v1 = true;
    private boolean v2 = true;

    /** Whether it begins with one, as far as these bytes, the next ones, tell. */
    boolean sees(ByteBuffer next) {
        for (int at = next.position(); at < next.limit() && (v1 || v2); at++) {
            byte b = next.get(at);
            v1 = v1 && b == V1[bytes];
            v2 = v2 && b == V2[bytes];
            bytes++;
            if ((v1 && bytes == V1.length) || (v2 && bytes == V2.length)) {
                return true;
            }
        }
        return false;
    }
}
