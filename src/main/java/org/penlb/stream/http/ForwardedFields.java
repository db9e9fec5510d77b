package org.penlb.stream.http;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import org.penlb.config.StreamOptions;
import org.penlb.tls.engine.TlsFacts;

/** The fields that each request of one client is given, made once. */
final class ForwardedFields {
    private static final byte[] HOST = bytes(";host=");
    private static final byte[] LINE_END = bytes("\r\n");
    private static final byte[] NONE = {};

    private final byte[] proto;
    private final byte[] address;
    /** Without its host and its line's end. */
    private final byte[] forwarded;

    private final byte[] certificate;

    ForwardedFields(StreamOptions options, ClientFacts client) {
        proto = options.http() ? bytes("X-Forwarded-Proto: " + client.protocol() + "\r\n") : NONE;
        address = options.http() && client.hasAddress() ? bytes("X-Forwarded-For: " + client.address() + "\r\n") : NONE;
        forwarded = options.forwarding().forwarded()
                ? bytes("Forwarded: for=" + node(client) + ";proto=" + client.protocol())
                : NONE;
        TlsFacts tls = client.tls();
        certificate = tls != null && client.asked() ? bytes(CertificateFields.of(tls)) : NONE;
    }

    /** As RFC 7239 has it (6). */
    private static String node(ClientFacts client) {
        if (!client.hasAddress()) {
            return "unknown";
        }
        return client.address().isV4() ? client.address().toString() : "\"[" + client.address() + "]\"";
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** How many bytes they are, without the host. */
    int length() {
        return proto.length + address.length + forwarded.length + LINE_END.length + certificate.length;
    }

    /**
     * @param protoSaid whether somebody who is believed has said by which protocol the client came
     */
    void write(ByteBuf out, boolean protoSaid, FieldValue host) {
        if (!protoSaid) {
            out.writeBytes(proto);
        }
        out.writeBytes(address);
        if (forwarded.length > 0) {
            out.writeBytes(forwarded);
            if (host.hasHost()) {
                out.writeBytes(HOST);
                host.writeHost(out);
            }
            out.writeBytes(LINE_END);
        }
        out.writeBytes(certificate);
    }
}
