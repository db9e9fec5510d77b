package org.penlb.tls.certificate;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;

/** Reads values of DER, one after the other. Whatever the bytes are, it ends in a {@link MalformedDerException} at worst. */
final class DerReader {
    static final int INTEGER = 0x02;
    static final int OCTETS = 0x04;
    static final int OBJECT = 0x06;
    static final int ENUMERATED = 0x0a;
    static final int TIME = 0x18;
    static final int SEQUENCE = 0x30;

    private static final int HIGH = 0x80;
    private static final DateTimeFormatter WRITTEN_TIME = DateTimeFormatter.ofPattern("yyyyMMddHHmmss");

    private final byte[] bytes;
    private final int end;
    private int position;

    DerReader(byte[] bytes) {
        this(bytes, 0, bytes.length);
    }

    private DerReader(byte[] bytes, int start, int end) {
        this.bytes = bytes;
        this.position = start;
        this.end = end;
    }

    /** The tag of constructed value number so-and-so that is only known by its context. */
    static int context(int number) {
        return 0xa0 | number;
    }

    boolean hasNext() {
        return position < end;
    }

    /** The tag of the next value, or -1. */
    int tag() {
        return hasNext() ? bytes[position] & 0xff : -1;
    }

    /** The next value's content. */
    DerReader next(int tag) {
        if (tag() != tag) {
            throw new MalformedDerException();
        }
        return next();
    }

    /** The next value's content, whatever it is. */
    DerReader next() {
        int length = at(position + 1);
        int start = position + 2;
        if (length >= HIGH) {
            int octets = length - HIGH;
            length = 0;
            if (octets == 0 || octets > 3) {
                throw new MalformedDerException();
            }
            for (int i = 0; i < octets; i++) {
                length = length << 8 | at(start + i);
            }
            start += octets;
        }
        if (length > end - start) {
            throw new MalformedDerException();
        }
        position = start + length;
        return new DerReader(bytes, start, position);
    }

    private int at(int index) {
        if (index >= end) {
            throw new MalformedDerException();
        }
        return bytes[index] & 0xff;
    }

    /** All that is left, as it is. */
    byte[] content() {
        return Arrays.copyOfRange(bytes, position, end);
    }

    BigInteger integer() {
        byte[] content = next(INTEGER).content();
        if (content.length == 0) {
            throw new MalformedDerException();
        }
        return new BigInteger(content);
    }

    Instant time() {
        String text = new String(next(TIME).content(), StandardCharsets.US_ASCII);
        try {
            return LocalDateTime.parse(text.replaceFirst("(\\.[0-9]+)?Z$", ""), WRITTEN_TIME)
                    .toInstant(ZoneOffset.UTC);
        } catch (DateTimeException _) {
            throw new MalformedDerException();
        }
    }
}
