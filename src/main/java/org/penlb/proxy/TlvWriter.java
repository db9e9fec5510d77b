package org.penlb.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import org.jspecify.annotations.Nullable;

/** Writes the TLVs of one header. */
final class TlvWriter {
    private static final byte[] NONE = {};

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private TlvWriter() {}

    /** What is not known, or longer than what is passed on, is left out. */
    static byte[] write(ProxyDetails details) {
        if (details.equals(ProxyDetails.NONE)) {
            return NONE;
        }
        var tlvs = new TlvWriter();
        tlvs.put(TlvType.ALPN, details.alpn(), ISO_8859_1, ProxyDetails.LONGEST);
        tlvs.put(TlvType.AUTHORITY, details.authority(), UTF_8, ProxyDetails.LONGEST);
        tlvs.put(TlvType.UNIQUE_ID, details.uniqueId(), ISO_8859_1, ProxyDetails.LONGEST_ID);
        if (details.tls() != null) {
            tlvs.put(TlvType.SSL, write(details.tls()));
        }
        return tlvs.out.toByteArray();
    }

    private static byte[] write(ProxyTls tls) {
        int client = TlvType.CLIENT_SSL
                | (tls.certificateShown() ? TlvType.CLIENT_CERTIFICATE : 0)
                | (tls.certificateKnown() ? TlvType.CLIENT_CERTIFICATE_OF_SESSION : 0);
        var inner = new TlvWriter();
        inner.out.write(client);
        inner.out.writeBytes(
                ByteBuffer.allocate(Integer.BYTES).putInt(tls.verifyResult()).array());
        inner.put(TlvType.SSL_VERSION, tls.version(), UTF_8, ProxyDetails.LONGEST);
        inner.put(TlvType.SSL_COMMON_NAME, tls.commonName(), UTF_8, ProxyDetails.LONGEST);
        inner.put(TlvType.SSL_CIPHER, tls.cipher(), UTF_8, ProxyDetails.LONGEST);
        inner.put(TlvType.SSL_SIGNATURE, tls.signatureAlgorithm(), UTF_8, ProxyDetails.LONGEST);
        inner.put(TlvType.SSL_KEY, tls.keyAlgorithm(), UTF_8, ProxyDetails.LONGEST);
        return inner.out.toByteArray();
    }

    private void put(int type, @Nullable String text, Charset charset, int most) {
        byte[] bytes = text == null ? null : text.getBytes(charset);
        if (bytes != null && bytes.length <= most) {
            put(type, bytes);
        }
    }

    private void put(int type, byte[] value) {
        out.write(type);
        out.write(value.length >> Byte.SIZE);
        out.write(value.length);
        out.writeBytes(value);
    }
}
