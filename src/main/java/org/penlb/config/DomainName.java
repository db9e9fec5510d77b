package org.penlb.config;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/**
 * A domain name as operators write it (RFC 1035 section 5.1): labels with dots between, with or without a dot at the end;
 * {@code .} alone is the root. {@code \.} is a dot within a label, and {@code \DDD} the byte of that decimal number.
 */
public final class DomainName {
    /** The longest label, in bytes. */
    public static final int LONGEST_LABEL = 63;
    /** The longest name, in bytes of its wire form. */
    public static final int LONGEST = 255;

    private final byte[] wire;

    private DomainName(byte[] wire) {
        this.wire = wire;
    }

    /**
     * Reads a name.
     *
     * @param place where it stands, as the operator knows it
     * @throws ConfigException if it is not a name, or is too long for DNS
     */
    public static DomainName parse(String place, String text) {
        try {
            return new DomainName(new Reader(text).read());
        } catch (ConfigException e) {
            throw new ConfigException(place + ": \"" + text + "\" is not a domain name (" + e.getMessage() + ")");
        }
    }

    /** Labels with their lengths before them, and a zero at the end: 1 to {@value #LONGEST} bytes. */
    public byte[] wire() {
        return wire.clone();
    }

    public boolean isRoot() {
        return wire.length == 1;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DomainName name && Arrays.equals(wire, name.wire);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(wire);
    }

    /** The name as it can be written, with a dot at the end. */
    @Override
    public String toString() {
        if (isRoot()) {
            return ".";
        }
        var text = new StringBuilder();
        for (int at = 0; wire[at] != 0; at += 1 + wire[at]) {
            for (int i = at + 1; i <= at + wire[at]; i++) {
                write(text, wire[i] & 0xff);
            }
            text.append('.');
        }
        return text.toString();
    }

    private static void write(StringBuilder text, int value) {
        if (value <= ' ' || value > '~') {
            text.append("\\%03d".formatted(value));
        } else {
            // Those that mean something in a zone file are escaped, so that the text can be used in one.
            text.append("\".;\\@$()".indexOf(value) < 0 ? "" : "\\").append((char) value);
        }
    }

    /** Goes through the text once. Its errors say only what is wrong; where is known to the caller. */
    private static final class Reader {
        private final String text;
        private final ByteArrayOutputStream wire = new ByteArrayOutputStream();
        private final ByteArrayOutputStream label = new ByteArrayOutputStream();
        private int at;

        Reader(String text) {
            this.text = text;
        }

        byte[] read() {
            if (text.isEmpty()) {
                throw new ConfigException("the root is written as \".\"");
            }
            while (!text.equals(".") && at < text.length()) {
                char next = text.charAt(at);
                at++;
                if (next == '.') {
                    endLabel();
                } else {
                    label.write(next == '\\' ? escaped() : plain(next));
                }
            }
            if (label.size() > 0) {
                endLabel();
            }
            wire.write(0);
            if (wire.size() > LONGEST) {
                throw new ConfigException(wire.size() + " bytes are more than " + LONGEST);
            }
            return wire.toByteArray();
        }

        private void endLabel() {
            if (label.size() == 0) {
                throw new ConfigException("a label is empty");
            }
            if (label.size() > LONGEST_LABEL) {
                throw new ConfigException("a label of " + label.size() + " bytes is longer than " + LONGEST_LABEL);
            }
            wire.write(label.size());
            wire.writeBytes(label.toByteArray());
            label.reset();
        }

        private static int plain(char next) {
            if (next <= ' ' || next > '~') {
                throw new ConfigException("bytes that are not printable ASCII are written as \\DDD");
            }
            return next;
        }

        private int escaped() {
            if (at == text.length()) {
                throw new ConfigException("nothing follows the last \\");
            }
            char next = text.charAt(at);
            at++;
            return isDigit(next) ? number(next - '0') : plain(next);
        }

        private int number(int hundreds) {
            if (at + 2 > text.length() || !isDigit(text.charAt(at)) || !isDigit(text.charAt(at + 1))) {
                throw new ConfigException("\\DDD needs three digits");
            }
            int value = 100 * hundreds + 10 * (text.charAt(at) - '0') + (text.charAt(at + 1) - '0');
            at += 2;
            if (value > 255) {
                throw new ConfigException("\\" + value + " is more than \\255");
            }
            return value;
        }

        private static boolean isDigit(char c) {
            return c >= '0' && c <= '9';
        }
    }
}
