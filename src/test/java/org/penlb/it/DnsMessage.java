package org.penlb.it;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** DNS messages byte by byte (RFC 1035, section 4.1), for tests that need the wrong ones, too. */
final class DnsMessage {
    static final int HEADER = 12;
    static final int A = 1;
    static final int NOERROR = 0;
    static final int FORMERR = 1;
    /** A pointer to the name of the question, type A, class IN, no time to live, 192.0.2.1. */
    private static final byte[] RECORD = {(byte) 0xC0, HEADER, 0, 1, 0, 1, 0, 0, 0, 0, 0, 4, (byte) 192, 0, 2, 1};

    private DnsMessage() {}

    /** A query for one name, class IN, recursion desired. */
    static byte[] query(int id, String name, int type) {
        var out = new ByteArrayOutputStream();
        out.writeBytes(ByteBuffer.allocate(HEADER)
                .putShort((short) id)
                .putShort((short) 0x0100)
                .putShort((short) 1)
                .array());
        for (String label : name.split("\\.")) {
            out.write(label.length());
            out.writeBytes(label.getBytes(StandardCharsets.US_ASCII));
        }
        out.writeBytes(new byte[] {0, (byte) (type >> 8), (byte) type, 0, 1});
        return out.toByteArray();
    }

    /** The right answer to a query for an address: 192.0.2.1. Without what follows the question, such as EDNS options. */
    static byte[] answer(byte[] query) {
        byte[] answer = Arrays.copyOf(query, questionEnd(query) + RECORD.length);
        System.arraycopy(RECORD, 0, answer, answer.length - RECORD.length, RECORD.length);
        ByteBuffer.wrap(answer)
                .putShort(2, (short) 0x8580)
                .putShort(6, (short) 1)
                .putInt(8, 0);
        return answer;
    }

    static int id(byte[] message) {
        return Short.toUnsignedInt(ByteBuffer.wrap(message).getShort());
    }

    static boolean isResponse(byte[] message) {
        return (message[2] & 0x80) != 0;
    }

    static int rcode(byte[] message) {
        return message[3] & 0x0F;
    }

    /** The question as it is on the wire: name, type and class. */
    static byte[] question(byte[] message) {
        return Arrays.copyOfRange(message, HEADER, questionEnd(message));
    }

    private static int questionEnd(byte[] message) {
        int at = HEADER;
        while (message[at] != 0) {
            if (message[at] < 0 || message[at] > 63) {
                throw new IllegalArgumentException("a label of " + message[at] + " bytes");
            }
            at += 1 + message[at];
        }
        return at + 5;
    }
}
