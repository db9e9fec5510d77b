package org.penlb.tls.certificate;

import java.io.ByteArrayOutputStream;

/** Writes the few values of DER that keys are wrapped in. */
final class DerWriter {
    private static final int HIGH = 0x80;

    private DerWriter() {}

    /** A value of a tag, with these as its content. */
    static byte[] value(int tag, byte[]... contents) {
        var inner = new ByteArrayOutputStream();
        for (byte[] content : contents) {
            inner.writeBytes(content);
        }
        var value = new ByteArrayOutputStream();
        value.write(tag);
        int length = inner.size();
        if (length >= HIGH) {
            int octets = (Integer.SIZE - Integer.numberOfLeadingZeros(length) + 7) / 8;
            value.write(HIGH | octets);
            for (int i = octets - 1; i >= 0; i--) {
                value.write(length >> (8 * i));
            }
        } else {
            value.write(length);
        }
        value.writeBytes(inner.toByteArray());
        return value.toByteArray();
    }
}
