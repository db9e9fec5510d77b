package org.penlb.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.zip.CRC32C;
import org.penlb.config.IpAddress;
import org.penlb.config.ProxyProtocol;

/** Headers for tests, made byte by byte. */
final class Headers {
    static final byte[] SIGNATURE = "\r\n\r\n\0\r\nQUIT\n".getBytes(ISO_8859_1);
    static final int TCP4 = 0x11;
    static final int UDP4 = 0x12;
    static final int TCP6 = 0x21;
    static final int UNIX = 0x31;
    static final ProxyAddresses FOUR = addresses("192.0.2.1", 56324, "192.0.2.9", 443);
    static final ProxyAddresses SIX = addresses("2001:db8::1", 1, "2001:db8::9", 65535);
    static final ProxyTls TLS =
            new ProxyTls("TLSv1.3", "TLS_AES_128_GCM_SHA256", true, true, 0, "J\u00f6rg", "SHA256", "RSA2048");
    static final ProxyDetails DETAILS = new ProxyDetails("h2", "www.example", "id\u00ff\0", TLS);

    /** One of each kind that is taken. */
    static final List<byte[]> RIGHT = List.of(
            bytes("PROXY UNKNOWN\r\n"),
            bytes("PROXY UNKNOWN ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"
                    + " 65535 65535\r\n"),
            ProxyWriter.connection(ProxyProtocol.V1, FOUR, ProxyDetails.NONE),
            ProxyWriter.connection(ProxyProtocol.V1, SIX, ProxyDetails.NONE),
            ProxyWriter.connection(ProxyProtocol.V2, FOUR, ProxyDetails.NONE),
            ProxyWriter.connection(ProxyProtocol.V2, SIX, DETAILS),
            ProxyWriter.connection(ProxyProtocol.V2, null, DETAILS),
            ProxyWriter.ownConnection(ProxyProtocol.V2),
            ProxyWriter.datagram(FOUR),
            checked(v2(0x21, TCP4, fourBytes(), tlv(0x04, 9), tlv(0x03, 4), tlv(0xee, 300))),
            v2(0x21, UNIX, new byte[216]));

    private Headers() {}

    static ProxyAddresses addresses(String source, int sourcePort, String destination, int destinationPort) {
        return new ProxyAddresses(IpAddress.parse(source), sourcePort, IpAddress.parse(destination), destinationPort);
    }

    /** 192.0.2.1:56324 and 192.0.2.9:443 as version 2 has them. */
    static byte[] fourBytes() {
        return new byte[] {(byte) 192, 0, 2, 1, (byte) 192, 0, 2, 9, (byte) 0xdc, 4, 1, (byte) 0xbb};
    }

    static byte[] bytes(String text) {
        return text.getBytes(ISO_8859_1);
    }

    /** A header of version 2. */
    static byte[] v2(int versionAndCommand, int family, byte[]... parts) {
        var rest = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            rest.writeBytes(part);
        }
        return withLength(versionAndCommand, family, rest.size(), rest.toByteArray());
    }

    /** A header of version 2 that tells this length of what follows. */
    static byte[] withLength(int versionAndCommand, int family, int length, byte[] rest) {
        return ByteBuffer.allocate(16 + rest.length)
                .put(SIGNATURE)
                .put((byte) versionAndCommand)
                .put((byte) family)
                .putShort((short) length)
                .put(rest)
                .array();
    }

    static byte[] tlv(int type, byte[] value) {
        return ByteBuffer.allocate(3 + value.length)
                .put((byte) type)
                .putShort((short) value.length)
                .put(value)
                .array();
    }

    /** A TLV of so many zeros. */
    static byte[] tlv(int type, int length) {
        return tlv(type, new byte[length]);
    }

    /** The header with its checksum in the first CRC32C TLV, which comes behind IPv4 addresses and one other TLV of nine. */
    static byte[] checked(byte[] header) {
        var checksum = new CRC32C();
        checksum.update(header);
        return ByteBuffer.wrap(header)
                .putInt(16 + 12 + 12 + 3, (int) checksum.getValue())
                .array();
    }

    static ProxyResult parse(byte[] bytes) {
        return ProxyParser.parse(ByteBuffer.wrap(bytes));
    }
}
