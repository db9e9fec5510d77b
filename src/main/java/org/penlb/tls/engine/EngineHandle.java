package org.penlb.tls.engine;

import io.netty.util.ReferenceCountUtil;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;

/**
 * The engine of one connection. It holds memory outside the heap until it is released, and keeps its context alive as long.
 * Who has it calls {@link #release()} at the connection's end, however that comes. Used by one thread at a time.
 */
public final class EngineHandle {
    private final SSLEngine engine;
    private final @Nullable String serverName;
    private boolean released;

    EngineHandle(SSLEngine engine, @Nullable String serverName) {
        this.engine = engine;
        this.serverName = serverName;
    }

    /**
     * The engine, one record a call. When a task is to be run ({@code NEED_TASK}), that is one that takes long: an RSA
     * signature of more than 2048 bits, or looking through a chain of certificates. It belongs on {@link HandshakeTasks}, and
     * the engine is not to be touched until it is done, {@link #release()} included: that would wait for it. After it ask for
     * {@code getHandshakeStatus()} again: as a rule it is {@code NEED_WRAP}.
     */
    public SSLEngine engine() {
        return engine;
    }

    /** The name that was asked for, in lower case, or null. */
    public @Nullable String serverName() {
        return serverName;
    }

    /** What was agreed on, once the handshake is done. */
    public TlsFacts facts() {
        return TlsFacts.of(engine, serverName);
    }

    /** Gives back what it holds; the engine is of no use then. Again it does nothing. */
    public void release() {
        if (!released) {
            released = true;
            ReferenceCountUtil.release(engine);
        }
    }
}
