package org.penlb.tls.hello;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Host names as clients send them: labels of letters, digits, hyphens and underscores. */
final class HostName {
    private static final int LONGEST = 253;
    private static final int LONGEST_LABEL = 63;

    private HostName() {}

    /** The name in lower case and without a dot at the end; null if these bytes are none. */
    static @Nullable String read(byte[] bytes) {
        int length = bytes.length > 0 && bytes[bytes.length - 1] == '.' ? bytes.length - 1 : bytes.length;
        if (length == 0 || length > LONGEST) {
            return null;
        }
        int label = 0;
        for (int i = 0; i < length; i++) {
            byte c = bytes[i];
            if (c == '.') {
                if (label == 0) {
                    return null;
                }
                label = 0;
                continue;
            }
            label++;
            if (label > LONGEST_LABEL || !isOfLabel(c)) {
                return null;
            }
            if (c >= 'A' && c <= 'Z') {
                bytes[i] = (byte) (c | 0x20);
            }
        }
        return label == 0 ? null : new String(bytes, 0, length, StandardCharsets.US_ASCII);
    }

    private static boolean isOfLabel(byte c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    }
}
