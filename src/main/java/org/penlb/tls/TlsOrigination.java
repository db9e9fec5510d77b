package org.penlb.tls;

import io.netty.buffer.ByteBufAllocator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.penlb.config.ConfigException;
import org.penlb.config.tls.ServerTls;
import org.penlb.tls.engine.ClientContexts;
import org.penlb.tls.engine.EngineHandle;
import org.penlb.tls.engine.EngineKind;

/** TLS with one server, whose sessions it remembers. Safe for use by several threads. */
public final class TlsOrigination {
    private final ServerTls tls;
    private final ClientContexts contexts;

    private TlsOrigination(ServerTls tls, ClientContexts contexts) {
        this.tls = tls;
        this.contexts = contexts;
    }

    /**
     * Reads everything; not for an event loop.
     *
     * @param host the host of the server's address, a name or an address; null for a Unix socket, which has none
     * @throws ConfigException naming what cannot be used
     */
    public static TlsOrigination load(ServerTls tls, @Nullable String host, EngineKind kind) {
        String name = tls.name() != null ? tls.name() : host;
        if (name == null && tls.verify()) {
            throw new ConfigException("tls.name: a Unix socket has no name that a certificate could have"
                    + " (expected: name, or verify false)");
        }
        int scope = name == null ? -1 : name.indexOf('%');
        String asked = name == null ? "localhost" : scope < 0 ? name : name.substring(0, scope);
        return new TlsOrigination(tls, new ClientContexts(tls, asked, kind));
    }

    /**
     * An engine for a new connection; for its loop. It verifies the server as it was asked to: who fails ends the handshake
     * with an exception, whose reason {@link org.penlb.tls.engine.TlsFailure} tells.
     *
     * @param alpn the protocols to offer, the preferred one first; empty for none
     */
    public EngineHandle engine(ByteBufAllocator allocator, List<String> alpn) {
        return contexts.engine(allocator, alpn);
    }

    /** What it was made of. */
    public ServerTls config() {
        return tls;
    }

    /** Makes no more engines; connections that are there go on. */
    public void close() {
        contexts.close();
    }
}
