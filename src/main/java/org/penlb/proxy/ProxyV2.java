package org.penlb.proxy;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.penlb.config.IpAddress;

/** Version 2: a signature, version and command, family, length; then addresses and TLVs. Numbers are big-endian. */
final class ProxyV2 {
    /** What every header has. */
    static final int FIXED = 16;

    /** How much may follow here; the protocol allows 65535. */
    static final int LONGEST_REST = 4096;

    private static final byte[] SIGNATURE = {'\r', '\n', '\r', '\n', 0, '\r', '\n', 'Q', 'U', 'I', 'T', '\n'};
    private static final int COMMAND = SIGNATURE.length;
    private static final int FAMILY = COMMAND + 1;
    private static final int LENGTH = FAMILY + 1;
    private static final int VERSION_2 = 0x20;
    private static final int LOCAL = 0;
    private static final int PROXY = 1;

    private static final int UNSPEC = 0x00;
    private static final int INET = 0x10;
    private static final int INET6 = 0x20;
    private static final int UNIX = 0x30;
    private static final int STREAM = 1;
    private static final int DATAGRAM = 2;

    private static final int V4_BYTES = 4;
    private static final int V6_BYTES = 16;
    private static final int PORTS = 4;
    private static final int UNIX_BYTES = 216;
    private static final int LOW_HALF = 0x0f;

    private ProxyV2() {}

    /** Reads it, from the position on. */
    static ProxyResult parse(ByteBuffer bytes) {
        int from = bytes.position();
        int there = bytes.remaining();
        for (int i = 0; i < Math.min(there, SIGNATURE.length); i++) {
            if (bytes.get(from + i) != SIGNATURE[i]) {
                return new ProxyResult.Refused(ProxyRefusal.MISSING);
            }
        }
        if (there < FIXED) {
            return ProxyResult.More.MORE;
        }
        int versionAndCommand = Byte.toUnsignedInt(bytes.get(from + COMMAND));
        int command = versionAndCommand & LOW_HALF;
        int length = FIXED + Short.toUnsignedInt(bytes.getShort(from + LENGTH));
        if ((versionAndCommand & ~LOW_HALF) != VERSION_2) {
            return new ProxyResult.Refused(ProxyRefusal.VERSION);
        }
        if (command != LOCAL && command != PROXY) {
            return new ProxyResult.Refused(ProxyRefusal.COMMAND);
        }
        if (length > FIXED + LONGEST_REST) {
            return new ProxyResult.Refused(ProxyRefusal.LENGTH);
        }
        if (there < length) {
            return ProxyResult.More.MORE;
        }
        if (command == LOCAL) { // whatever else it says is to be thrown away
            return new ProxyResult.Found(ProxyHeader.SILENT, length);
        }
        return parse(bytes.slice(from, length), Byte.toUnsignedInt(bytes.get(from + FAMILY)));
    }

    /** Reads what is behind the fixed part of a whole header. */
    private static ProxyResult parse(ByteBuffer header, int family) {
        int addressBytes = addressBytes(family);
        if (addressBytes < 0) {
            return new ProxyResult.Refused(ProxyRefusal.FAMILY);
        }
        if (header.limit() < FIXED + addressBytes) {
            return new ProxyResult.Refused(ProxyRefusal.SYNTAX);
        }
        ProxyAddresses addresses = addresses(header, addressBytes);
        if (addresses != null && addresses.source().isUnspecified()) {
            return new ProxyResult.Refused(ProxyRefusal.ADDRESS);
        }
        var tlvs = new TlvReader(header, FIXED + addressBytes);
        ProxyRefusal refusal = tlvs.read();
        return refusal == null
                ? new ProxyResult.Found(new ProxyHeader(addresses, tlvs.details()), header.limit())
                : new ProxyResult.Refused(refusal);
    }

    /** How many bytes the addresses of a family take; negative if there is no such family. */
    private static int addressBytes(int family) {
        int transport = family & LOW_HALF;
        if (family == UNSPEC) {
            return 0;
        }
        if (transport != STREAM && transport != DATAGRAM) {
            return -1;
        }
        return switch (family & ~LOW_HALF) {
            case INET -> 2 * V4_BYTES + PORTS;
            case INET6 -> 2 * V6_BYTES + PORTS;
            case UNIX -> UNIX_BYTES;
            default -> -1;
        };
    }

    private static @Nullable ProxyAddresses addresses(ByteBuffer header, int addressBytes) {
        if (addressBytes == 0 || addressBytes == UNIX_BYTES) {
            return null;
        }
        int each = (addressBytes - PORTS) / 2;
        int ports = FIXED + 2 * each;
        return new ProxyAddresses(
                address(header, FIXED, each),
                Short.toUnsignedInt(header.getShort(ports)),
                address(header, FIXED + each, each),
                Short.toUnsignedInt(header.getShort(ports + Short.BYTES)));
    }

    private static IpAddress address(ByteBuffer header, int at, int length) {
        return length == V4_BYTES
                ? IpAddress.v4(header.getInt(at))
                : new IpAddress(header.getLong(at), header.getLong(at + Long.BYTES));
    }

    /** The proxy speaks for itself, such as to find out whether a server is there. */
    static byte[] local() {
        var header = new byte[FIXED];
        start(header, LOCAL, UNSPEC);
        return header;
    }

    /** Writes what is known of a client. */
    static byte[] write(@Nullable ProxyAddresses addresses, boolean datagrams, ProxyDetails details) {
        byte[] tlvs = TlvWriter.write(details);
        int transport = datagrams ? DATAGRAM : STREAM;
        if (addresses == null || !addresses.isOfOneFamily()) {
            var header = new byte[FIXED + tlvs.length];
            start(header, PROXY, UNSPEC).put(tlvs);
            return header;
        }
        boolean v4 = addresses.source().isV4();
        int addressBytes = addressBytes((v4 ? INET : INET6) | transport);
        var header = new byte[FIXED + addressBytes + tlvs.length];
        ByteBuffer out = start(header, PROXY, (v4 ? INET : INET6) | transport);
        put(out, addresses.source(), v4);
        put(out, addresses.destination(), v4);
        out.putShort((short) addresses.sourcePort()).putShort((short) addresses.destinationPort());
        out.put(tlvs);
        return header;
    }

    private static ByteBuffer start(byte[] header, int command, int family) {
        return ByteBuffer.wrap(header)
                .put(SIGNATURE)
                .put((byte) (VERSION_2 | command))
                .put((byte) family)
                .putShort((short) (header.length - FIXED));
    }

    private static void put(ByteBuffer header, IpAddress address, boolean v4) {
        if (v4) {
            header.putInt((int) address.low());
        } else {
            header.putLong(address.high()).putLong(address.low());
        }
    }
}
