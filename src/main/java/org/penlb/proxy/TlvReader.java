package org.penlb.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** Reads the TLVs of one header. What it does not know is passed over; of two of one kind the last counts. */
final class TlvReader {
    private static final int NOWHERE = -1;

    private final ByteBuffer header;
    private final int from;
    private int checksumAt = NOWHERE;
    private @Nullable String alpn;
    private @Nullable String authority;
    private @Nullable String uniqueId;
    private @Nullable ProxyTls tls;
    private @Nullable String version;
    private @Nullable String commonName;
    private @Nullable String cipher;
    private @Nullable String signature;
    private @Nullable String key;

    /**
     * @param header as a whole, from 0 to its limit
     * @param from where the TLVs begin
     */
    TlvReader(ByteBuffer header, int from) {
        this.header = header;
        this.from = from;
    }

    /** Reads them all; returns what is wrong, or null. */
    @Nullable
    ProxyRefusal read() {
        if (!readAll(from, header.limit())) {
            return ProxyRefusal.TLV;
        }
        return checksumAt == NOWHERE || hasRightChecksum() ? null : ProxyRefusal.CHECKSUM;
    }

    ProxyDetails details() {
        return alpn == null && authority == null && uniqueId == null && tls == null
                ? ProxyDetails.NONE
                : new ProxyDetails(alpn, authority, uniqueId, tls);
    }

    private boolean readAll(int start, int end) {
        int at = start;
        while (at < end) {
            if (end - at < TlvType.START) {
                return false;
            }
            int type = Byte.toUnsignedInt(header.get(at));
            int length = Short.toUnsignedInt(header.getShort(at + 1));
            at += TlvType.START;
            if (length > end - at || !take(type, at, length)) {
                return false;
            }
            at += length;
        }
        return true;
    }

    /** Takes one; false if it is not of the length that it should have. */
    private boolean take(int type, int at, int length) {
        switch (type) {
            case TlvType.ALPN -> alpn = text(at, length, ISO_8859_1);
            case TlvType.AUTHORITY -> authority = text(at, length, UTF_8);
            case TlvType.UNIQUE_ID -> {
                if (length > ProxyDetails.LONGEST_ID) {
                    return false;
                }
                uniqueId = text(at, length, ISO_8859_1);
            }
            case TlvType.CRC32C -> {
                if (length != Integer.BYTES || checksumAt != NOWHERE) {
                    return false;
                }
                checksumAt = at;
            }
            case TlvType.SSL -> {
                return takeTls(at, length);
            }
            default -> {}
        }
        return true;
    }

    private boolean takeTls(int at, int length) {
        if (length < TlvType.SSL_START || !readTls(at + TlvType.SSL_START, at + length)) {
            return false;
        }
        int client = header.get(at);
        tls = (client & TlvType.CLIENT_SSL) == 0
                ? null
                : new ProxyTls(
                        version,
                        cipher,
                        (client & TlvType.CLIENT_CERTIFICATE) != 0,
                        (client & TlvType.CLIENT_CERTIFICATE_OF_SESSION) != 0,
                        header.getInt(at + 1),
                        commonName,
                        signature,
                        key);
        return true;
    }

    private boolean readTls(int start, int end) {
        int at = start;
        while (at < end) {
            if (end - at < TlvType.START) {
                return false;
            }
            int type = Byte.toUnsignedInt(header.get(at));
            int length = Short.toUnsignedInt(header.getShort(at + 1));
            at += TlvType.START;
            if (length > end - at) {
                return false;
            }
            switch (type) {
                case TlvType.SSL_VERSION -> version = text(at, length, UTF_8);
                case TlvType.SSL_COMMON_NAME -> commonName = text(at, length, UTF_8);
                case TlvType.SSL_CIPHER -> cipher = text(at, length, UTF_8);
                case TlvType.SSL_SIGNATURE -> signature = text(at, length, UTF_8);
                case TlvType.SSL_KEY -> key = text(at, length, UTF_8);
                default -> {}
            }
            at += length;
        }
        return true;
    }

    /** Null if it is longer than what is passed on. */
    private @Nullable String text(int at, int length, Charset charset) {
        if (length > ProxyDetails.LONGEST) {
            return null;
        }
        var bytes = new byte[length];
        header.get(at, bytes);
        return new String(bytes, charset);
    }

    /** It is that of the whole header with zeros in its own place. */
    private boolean hasRightChecksum() {
        var checksum = new CRC32C();
        checksum.update(header.slice(0, checksumAt));
        checksum.update(new byte[Integer.BYTES]);
        int behind = checksumAt + Integer.BYTES;
        checksum.update(header.slice(behind, header.limit() - behind));
        return (int) checksum.getValue() == header.getInt(checksumAt);
    }
}
