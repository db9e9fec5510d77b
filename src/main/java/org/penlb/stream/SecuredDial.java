package org.penlb.stream;

import io.netty.buffer.ByteBufAllocator;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.penlb.config.ConfigException;
import org.penlb.relay.Dial;
import org.penlb.relay.DialListener;
import org.penlb.relay.DialOptions;
import org.penlb.relay.End;
import org.penlb.relay.Handshake;
import org.penlb.relay.HandshakeListener;
import org.penlb.relay.HandshakeOptions;
import org.penlb.relay.SecureEnd;
import org.penlb.relay.Transport;
import org.penlb.tls.TlsOrigination;
import org.penlb.tls.engine.EngineHandle;
import org.penlb.tls.engine.HandshakeTasks;
import org.penlb.tls.engine.TlsFailure;

/**
 * A dial to a server that speaks TLS: it has accepted when its handshake is done and it is who it should be. What goes wrong is
 * the server's fault, as far as it is not ours.
 */
final class SecuredDial implements Dial, DialListener, HandshakeListener {
    private final Transport transport;
    private final @Nullable TlsOrigination tls;
    private final List<String> alpn;
    private final byte[] preface;
    private final DialListener listener;
    private final long deadline;
    private final long timeoutMillis;
    private @Nullable Dial dial;
    private @Nullable Handshake handshake;
    private boolean cancelled;

    private SecuredDial(
            Transport transport,
            @Nullable TlsOrigination tls,
            List<String> alpn,
            byte[] preface,
            Duration timeout,
            DialListener listener) {
        this.transport = transport;
        this.tls = tls;
        this.alpn = alpn;
        this.preface = preface;
        this.listener = listener;
        this.timeoutMillis = timeout.toMillis();
        this.deadline = System.nanoTime() + timeout.toNanos();
    }

    /**
     * Dials a server.
     *
     * @param tls how TLS is spoken with it; null if it is not a server any more, and nobody knows
     * @param alpn the protocols that are offered; empty for none
     * @param preface leaves before the handshake
     * @param options its time-out is that of both, to accept and to make the handshake
     */
    static Dial start(
            Transport transport,
            SocketAddress server,
            DialOptions options,
            @Nullable TlsOrigination tls,
            List<String> alpn,
            byte[] preface,
            DialListener listener) {
        var dial = new SecuredDial(transport, tls, alpn, preface, options.timeout(), listener);
        dial.dial = transport.dial(server, options, dial);
        return dial;
    }

    @Override
    public void connected(End server) {
        dial = null;
        if (cancelled) {
            server.reset();
            return;
        }
        if (tls == null) {
            server.reset();
            listener.failed(Fault.OURS, "it is not a server any more");
            return;
        }
        var patience = Duration.ofNanos(Math.max(deadline - System.nanoTime(), 1));
        EngineHandle by;
        try {
            by = tls.engine(ByteBufAllocator.DEFAULT, alpn);
        } catch (ConfigException e) {
            server.reset();
            listener.failed(Fault.OURS, TlsFailure.reason(e));
            return;
        }
        var how = new HandshakeOptions(by.engine(), HandshakeTasks.shared(), patience);
        handshake = transport.handshake(server, how, preface, this);
    }

    @Override
    public void failed(DialListener.Fault fault, String reason) {
        dial = null;
        listener.failed(fault, reason);
    }

    @Override
    public void secured(SecureEnd end) {
        handshake = null;
        listener.connected(end);
    }

    @Override
    public void failed(HandshakeListener.Failure failure, String reason) {
        handshake = null;
        if (failure == HandshakeListener.Failure.REFUSED && reason.equals(TlsFailure.NO_PROTOCOL)) {
            // a client has chosen them: others may use this server
            listener.failed(Fault.OURS, "it speaks none of the protocols " + String.join(", ", alpn));
            return;
        }
        switch (failure) {
            case BUSY -> listener.failed(Fault.OURS, reason);
            case TIMEOUT -> listener.failed(Fault.SERVER, "no TLS handshake within " + timeoutMillis + " ms");
            default -> listener.failed(Fault.SERVER, "no TLS: " + reason);
        }
    }

    @Override
    public void cancel() {
        cancelled = true;
        if (dial != null) {
            dial.cancel();
            dial = null;
        }
        if (handshake != null) {
            handshake.cancel();
            handshake = null;
        }
    }
}
