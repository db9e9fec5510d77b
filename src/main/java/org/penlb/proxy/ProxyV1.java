package org.penlb.proxy;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.penlb.config.ConfigException;
import org.penlb.config.IpAddress;

/**
 * Version 1, a line: {@code PROXY TCP4 192.0.2.1 192.0.2.9 56324 443}. Numbers are decimal, without signs or leading zeros;
 * words are parted by one blank each.
 */
final class ProxyV1 {
    /** The longest line, with its end. */
    static final int LONGEST = 107;

    static final byte FIRST = 'P';
    static final String UNKNOWN = "PROXY UNKNOWN\r\n";

    private static final byte[] START = "PROXY ".getBytes(US_ASCII);
    private static final int WORDS = 5;
    private static final int LAST_PORT = 65_535;
    private static final Pattern NUMBER = Pattern.compile("0|[1-9][0-9]{0,4}");
    private static final String BYTE = "(0|[1-9][0-9]?|1[0-9][0-9]|2[0-4][0-9]|25[0-5])";
    private static final Pattern V4 = Pattern.compile(BYTE + "(\\." + BYTE + "){3}");
    private static final Pattern V6 = Pattern.compile("[0-9A-Fa-f:]*:[0-9A-Fa-f:]*(:" + V4.pattern() + ")?");

    private ProxyV1() {}

    /** Reads it, from the position on. */
    static ProxyResult parse(ByteBuffer bytes) {
        int from = bytes.position();
        int there = bytes.remaining();
        for (int i = 0; i < START.length; i++) {
            if (i == there) {
                return ProxyResult.More.MORE;
            }
            if (bytes.get(from + i) != START[i]) {
                return new ProxyResult.Refused(ProxyRefusal.MISSING);
            }
        }
        int end = START.length;
        while (end < there && end <= LONGEST - 2 && isText(bytes.get(from + end))) {
            end++;
        }
        if (end > LONGEST - 2) {
            return new ProxyResult.Refused(ProxyRefusal.LENGTH);
        }
        if (end == there || (end + 1 == there && bytes.get(from + end) == '\r')) {
            return ProxyResult.More.MORE;
        }
        if (bytes.get(from + end) != '\r' || bytes.get(from + end + 1) != '\n') {
            return new ProxyResult.Refused(ProxyRefusal.SYNTAX);
        }
        var line = new byte[end - START.length];
        bytes.get(from + START.length, line);
        return parse(new String(line, US_ASCII), end + 2);
    }

    private static boolean isText(byte b) {
        return b >= ' ' && b < 0x7f;
    }

    private static ProxyResult parse(String line, int length) {
        if (line.equals("UNKNOWN") || line.startsWith("UNKNOWN ")) {
            return new ProxyResult.Found(ProxyHeader.SILENT, length);
        }
        String[] words = line.split(" ", -1);
        boolean six = words[0].equals("TCP6");
        if (!six && !words[0].equals("TCP4")) {
            return new ProxyResult.Refused(ProxyRefusal.FAMILY);
        }
        if (words.length != WORDS) {
            return new ProxyResult.Refused(ProxyRefusal.SYNTAX);
        }
        if (isV6(words[1]) != six || isV6(words[2]) != six) {
            return new ProxyResult.Refused(ProxyRefusal.FAMILY);
        }
        IpAddress source = address(words[1]);
        IpAddress destination = address(words[2]);
        if (source == null || destination == null || source.isUnspecified()) {
            return new ProxyResult.Refused(ProxyRefusal.ADDRESS);
        }
        int sourcePort = port(words[3]);
        int destinationPort = port(words[4]);
        if (sourcePort < 0 || destinationPort < 0) {
            return new ProxyResult.Refused(ProxyRefusal.PORT);
        }
        var addresses = new ProxyAddresses(source, sourcePort, destination, destinationPort);
        return new ProxyResult.Found(new ProxyHeader(addresses, ProxyDetails.NONE), length);
    }

    private static boolean isV6(String word) {
        return word.indexOf(':') >= 0;
    }

    /** Null if it is none. The JDK alone would take more for one. */
    private static @Nullable IpAddress address(String word) {
        if (!(isV6(word) ? V6 : V4).matcher(word).matches()) {
            return null;
        }
        try {
            return IpAddress.parse(word);
        } catch (ConfigException _) {
            return null;
        }
    }

    /** Negative if it is none. */
    private static int port(String word) {
        int port = NUMBER.matcher(word).matches() ? Integer.parseInt(word) : -1;
        return port <= LAST_PORT ? port : -1;
    }

    /** Writes it; that nobody is known if a line cannot say it. */
    static byte[] write(@Nullable ProxyAddresses addresses) {
        String line = addresses == null || !addresses.isOfOneFamily()
                ? UNKNOWN
                : "PROXY TCP" + (addresses.source().isV4() ? '4' : '6')
                        + ' ' + addresses.source()
                        + ' ' + addresses.destination()
                        + ' ' + addresses.sourcePort()
                        + ' ' + addresses.destinationPort()
                        + "\r\n";
        return line.getBytes(US_ASCII);
    }
}
