package org.penlb.dns;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** The addresses that an answer brings (RFC 1035, RFC 3596). */
public final class AddressRecords {
    private static final int FIXED = 10; // type, class, time to live, length
    private static final int POINTER = 0xc0;

    private AddressRecords() {}

    /**
     * Reads them, in the order in which they come; those before what is cut off or malformed.
     *
     * @param answer a message of 12 bytes at least, from its first to its last byte, with one question
     * @param type 1 for A, 28 for AAAA
     */
    public static List<InetAddress> of(ByteBuffer answer, int type) {
        List<InetAddress> addresses = new ArrayList<>();
        try {
            int records = Short.toUnsignedInt(answer.getShort(6));
            answer.position(Header.LENGTH);
            skipName(answer);
            answer.position(answer.position() + 4);
            for (int i = 0; i < records; i++) {
                skipName(answer);
                int recordType = Short.toUnsignedInt(answer.getShort(answer.position()));
                int length = Short.toUnsignedInt(answer.getShort(answer.position() + FIXED - 2));
                answer.position(answer.position() + FIXED);
                var data = new byte[length];
                answer.get(data);
                if (recordType == type && (length == 4 || length == 16)) {
                    addresses.add(InetAddress.getByAddress(data));
                }
            }
        } catch (BufferUnderflowException | IllegalArgumentException | IndexOutOfBoundsException _) {
            // what came before is whole
        } catch (UnknownHostException e) {
            throw new AssertionError("4 or 16 bytes are an address", e);
        }
        return addresses;
    }

    private static void skipName(ByteBuffer message) {
        int length = message.get() & 0xff;
        while (length != 0) {
            if ((length & POINTER) == POINTER) {
                message.get();
                return;
            }
            message.position(message.position() + length);
            length = message.get() & 0xff;
        }
    }
}
