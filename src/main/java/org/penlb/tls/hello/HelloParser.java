package org.penlb.tls.hello;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Reads a client's hello (RFC 8446 sections 4.1.2 and 5.1, RFC 5246). What is put together is the message and not the record:
 * a hello may be cut anywhere, into records and into segments. Nothing is kept between calls, and until the hello is complete
 * only the headers of records are looked at, so that asking again for each byte that comes costs little.
 */
public final class HelloParser {
    /** The longest hello, in bytes of the message with its header. */
    public static final int LONGEST_HELLO = 16 * 1024;
    /** The most records that a hello may be cut into. */
    public static final int MOST_RECORDS = 64;
    /** The most bytes that a hello takes up, with the headers of its records. */
    public static final int MOST_BYTES = LONGEST_HELLO + MOST_RECORDS * HelloRecords.HEADER;

    private static final int SSL2_LENGTH = 0x80;

    private HelloParser() {}

    /**
     * Looks at a client's bytes. No input makes it throw.
     *
     * @param bytes all that have come, the first one at the position; neither the position nor the content is changed
     */
    public static HelloFinding parse(ByteBuffer bytes) {
        ByteBuffer all = bytes.slice();
        HelloFinding other = other(all);
        if (other != null) {
            return other;
        }
        var records = new HelloRecords(all);
        HelloFinding unfinished = records.walk();
        return unfinished != null ? unfinished : new HelloFields(new HelloCursor(records.message())).read();
    }

    /** What does not begin with the record of a handshake; null for what does. */
    private static @Nullable HelloFinding other(ByteBuffer bytes) {
        int length = bytes.limit();
        if (length == 0) {
            return HelloFinding.More.MORE;
        }
        if (bytes.get(0) == HelloRecords.HANDSHAKE) {
            return length > 1 && bytes.get(1) != HelloRecords.MAJOR_VERSION ? HelloRefusal.NOT_TLS : null;
        }
        if ((bytes.get(0) & SSL2_LENGTH) == 0 || (length > 2 && bytes.get(2) != HelloRecords.CLIENT_HELLO)) {
            return HelloRefusal.NOT_TLS;
        }
        if (length < 4) {
            return HelloFinding.More.MORE;
        }
        // an SSL 2 hello names the version after its length and kind: 2.0 is 00 02
        return bytes.get(3) == 0 || bytes.get(3) == HelloRecords.MAJOR_VERSION
                ? HelloRefusal.SSL2
                : HelloRefusal.NOT_TLS;
    }
}
