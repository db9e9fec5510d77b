package org.penlb.stream.http;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.penlb.config.Address;
import org.penlb.config.Forwarding;
import org.penlb.config.IpAddress;
import org.penlb.config.ServerConfig;
import org.penlb.config.ServiceBuilder;
import org.penlb.config.StreamOptions;
import org.penlb.relay.Editor;
import org.penlb.tls.engine.TlsFacts;

/** A client whose requests are edited. Texts are ISO 8859-1, so that each character is a byte. */
final class EditedClient {
    private final Editor editor;

    EditedClient(Forwarding forwarding, String address) {
        this(options(true, forwarding), new ClientFacts(IpAddress.parse(address), null, false));
    }

    EditedClient(StreamOptions options, ClientFacts client) {
        Editor made = RequestEditor.of(options, client);
        if (made == null) {
            throw new AssertionError("nobody edits");
        }
        editor = made;
    }

    static StreamOptions options(boolean forwardedFor, Forwarding forwarding) {
        var service = new ServiceBuilder("web", new Address.Inet("127.0.0.1", 80), 100);
        service.servers().add(new ServerConfig(new Address.Inet("127.0.0.2", 80)));
        service.http = forwardedFor;
        service.forwarding = forwarding;
        return service.build().stream();
    }

    static ClientFacts withTls(String address, @Nullable TlsFacts facts, boolean asked) {
        return new ClientFacts(IpAddress.parse(address), facts, asked);
    }

    /** What the server gets of it; null if the connection ends. */
    @Nullable
    String edit(String text) {
        return edit(text, 0);
    }

    @Nullable
    String edit(String text, long fromServer) {
        ByteBuf edited = editor.edit(ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1)), fromServer);
        if (edited == null) {
            return null;
        }
        try {
            return edited.toString(StandardCharsets.ISO_8859_1);
        } finally {
            edited.release();
        }
    }

    /** What the server gets if all of it comes in pieces of this length; null if the connection ends. */
    @Nullable
    String editCut(String text, int length) {
        var received = new StringBuilder();
        for (int at = 0; at < text.length(); at += length) {
            String part = edit(text.substring(at, Math.min(text.length(), at + length)));
            if (part == null) {
                return null;
            }
            received.append(part);
        }
        return received.toString();
    }

    boolean isOpen() {
        return editor.isOpen();
    }
}
