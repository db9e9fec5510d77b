package org.penlb.stream.http;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/** Looks at the value of a field, which is whole. */
final class FieldValue {
    private static final int LONGEST_HOST = 255;
    private static final byte[] H2C = {'h', '2', 'c'};
    private static final byte[] NONE = {};

    private final FieldName name = new FieldName();
    private byte[] line = NONE;
    private int from;
    private int to;

    private byte[] host = NONE;
    private int hostLength;
    private boolean hostSaid;

    /**
     * The line of a field.
     *
     * @param bytes its name, the colon, its value and the line's end; not changed, and not looked at after the next call
     */
    void read(byte[] bytes, int length) {
        line = bytes;
        int colon = 0;
        while (bytes[colon] != ':') {
            colon++;
        }
        from = colon + 1;
        to = length;
        while (from < to && isSpace(line[from])) {
            from++;
        }
        while (to > from && isSpace(line[to - 1])) {
            to--;
        }
    }

    /** Whether it names a field of which it would be bad if the server took it out (RFC 9110, 7.6.1). */
    boolean namesOurs() {
        name.start();
        for (int at = from; at < to; at++) {
            if (name.add(line[at])) {
                continue;
            }
            if (isOurs()) {
                return true;
            }
            name.start();
        }
        return isOurs();
    }

    private boolean isOurs() {
        FieldKind kind = name.kind();
        return kind.isClaim() || kind == FieldKind.CERTIFICATE;
    }

    /** Whether it offers to go on in HTTP/2. */
    boolean namesHttp2() {
        int start = from;
        for (int at = from; at <= to; at++) {
            if (at == to || !FieldName.isToken(line[at])) {
                if (at - start == H2C.length && isHttp2(start)) {
                    return true;
                }
                start = at + 1;
            }
        }
        return false;
    }

    private boolean isHttp2(int start) {
        return (line[start] | 0x20) == H2C[0] && line[start + 1] == H2C[1] && (line[start + 2] | 0x20) == H2C[2];
    }

    /** It is the host that is asked for; of two, neither is. */
    void keepHost() {
        boolean first = !hostSaid;
        noHost();
        if (first && to > from && to - from <= LONGEST_HOST && isSimpleHost()) {
            host = Arrays.copyOfRange(line, from, to);
            hostLength = host.length;
        }
    }

    /** There is a host, and it is not to be repeated. */
    void noHost() {
        hostSaid = true;
        hostLength = 0;
    }

    void forgetHost() {
        hostSaid = false;
        hostLength = 0;
    }

    boolean hasHost() {
        return hostLength > 0;
    }

    /** Writes the host as a parameter's value, in quotes if it is no token (RFC 7239, 4). */
    void writeHost(ByteBuf out) {
        boolean quoted = false;
        for (int i = 0; i < hostLength; i++) {
            quoted |= !FieldName.isToken(host[i]);
        }
        if (quoted) {
            out.writeByte('"').writeBytes(host, 0, hostLength).writeByte('"');
        } else {
            out.writeBytes(host, 0, hostLength);
        }
    }

    /** A name or an address, perhaps with a port: nothing that would have to be escaped. */
    private boolean isSimpleHost() {
        for (int at = from; at < to; at++) {
            byte b = line[at];
            boolean simple = (b >= '0' && b <= '9')
                    || (b >= 'A' && b <= 'Z')
                    || (b >= 'a' && b <= 'z')
                    || b == '.'
                    || b == '-'
                    || b == '_'
                    || b == ':'
                    || b == '['
                    || b == ']';
            if (!simple) {
                return false;
            }
        }
        return true;
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || b == '\t' || b == '\r' || b == '\n';
    }
}
