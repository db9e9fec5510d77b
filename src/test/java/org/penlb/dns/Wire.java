package org.penlb.dns;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * Messages in a form that people can read: words of hex digits are bytes, {@code 'www'} is a label behind its length,
 * {@code .} the root, and {@code *11} behind a word repeats it: {@code 00*11} is eleven zero bytes, and {@code 'a'*63} one
 * label of 63 letters.
 */
final class Wire {
    private Wire() {}

    static byte[] bytes(String text) {
        var bytes = new ByteArrayOutputStream();
        for (String word : text.strip().split("\\s+")) {
            int star = word.lastIndexOf('*');
            int times = star < 0 ? 1 : Integer.parseInt(word.substring(star + 1));
            String repeated = star < 0 ? word : word.substring(0, star);
            if (repeated.equals(".")) {
                bytes.write(0);
            } else if (repeated.startsWith("'")) {
                byte[] label = repeated.substring(1, repeated.length() - 1)
                        .repeat(times)
                        .getBytes(StandardCharsets.US_ASCII);
                bytes.write(label.length);
                bytes.writeBytes(label);
            } else {
                bytes.writeBytes(HexFormat.of().parseHex(repeated.repeat(times)));
            }
        }
        return bytes.toByteArray();
    }

    static MemorySegment segment(String text) {
        return MemorySegment.ofArray(bytes(text));
    }

    static int length(MemorySegment message) {
        return (int) message.byteSize();
    }
}
