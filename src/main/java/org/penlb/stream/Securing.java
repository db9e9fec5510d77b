package org.penlb.stream;

import io.netty.buffer.ByteBufAllocator;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.penlb.config.IpAddress;
import org.penlb.relay.End;
import org.penlb.relay.Handshake;
import org.penlb.relay.HandshakeListener;
import org.penlb.relay.HandshakeOptions;
import org.penlb.relay.Look;
import org.penlb.relay.LookListener;
import org.penlb.relay.SecureEnd;
import org.penlb.service.HandshakeFault;
import org.penlb.service.Handshakes;
import org.penlb.tls.TlsTermination;
import org.penlb.tls.engine.EngineHandle;
import org.penlb.tls.engine.HandshakeTasks;
import org.penlb.tls.engine.TlsFacts;
import org.penlb.tls.hello.ClientHello;
import org.penlb.tls.hello.HelloFinding;
import org.penlb.tls.hello.HelloParser;
import org.penlb.tls.hello.HelloRefusal;

/**
 * A client's connection is being secured: its hello is looked at, which says whose certificate it is to be shown, and then the
 * handshake is made. No server hears of the client before that is done. It counts as pending meanwhile.
 */
final class Securing implements Stage, LookListener, HandshakeListener {
    private final Connection connection;
    private final TlsTermination tls;
    /** The client's address that holds a place among the handshakes. */
    private final IpAddress client;

    private final long deadline;
    private @Nullable Look look;
    private @Nullable Handshake handshake;
    private @Nullable EngineHandle engine;
    private @Nullable ClientHello hello;
    private boolean placed = true;

    private Securing(Connection connection, TlsTermination tls) {
        this.connection = connection;
        this.tls = tls;
        this.client = connection.client();
        this.deadline = System.nanoTime() + tls.config().handshakes().timeout().toNanos();
    }

    /** Waits for the client's hello, if its address has a place for one more. */
    static void begin(Connection connection, TlsTermination tls) {
        Handshakes handshakes = connection.service().handshakes();
        if (!handshakes.enter(connection.client(), tls.config().handshakes().perClient())) {
            handshakes.countFailed(HandshakeFault.PER_CLIENT);
            connection.refuse("{0}: client {1} has too many handshakes under way");
            return;
        }
        var securing = new Securing(connection, tls);
        connection.enter(securing);
        securing.look = connection
                .connections()
                .transport()
                .look(connection.downstream(), HelloParser.MOST_BYTES, securing.patience(), securing);
    }

    private Duration patience() {
        return Duration.ofNanos(Math.max(deadline - System.nanoTime(), 1));
    }

    @Override
    public Verdict seen(End end, ByteBuffer bytes) {
        return switch (HelloParser.parse(bytes)) {
            case HelloFinding.More _ -> Verdict.MORE;
            case HelloRefusal _ -> Verdict.REFUSE;
            case ClientHello complete -> {
                hello = complete;
                yield Verdict.ENOUGH;
            }
        };
    }

    @Override
    public void over(End end, Outcome outcome) {
        look = null;
        try {
            switch (outcome) {
                case ENOUGH -> answer();
                case REFUSED -> fail(HandshakeFault.HELLO, "{0}: client {1} does not begin with a hello of TLS");
                case TOO_LONG -> fail(HandshakeFault.TOO_LONG, "{0}: the TLS hello of client {1} is too long");
                case ENDED -> fail(HandshakeFault.ENDED, "{0}: client {1} ends before its TLS hello");
                case TIMEOUT -> fail(HandshakeFault.TIMEOUT, "{0}: no TLS hello of client {1} came in time");
                case RESET -> {
                    connection.service().handshakes().countFailed(HandshakeFault.ENDED);
                    leave();
                    connection.drop();
                }
            }
        } catch (RuntimeException e) {
            connection.fault(e);
        }
    }

    private void answer() {
        ClientHello asked = hello;
        if (asked == null) {
            throw new IllegalStateException("no hello to answer");
        }
        EngineHandle by = engine(asked);
        if (by == null) {
            fail(HandshakeFault.REFUSED, "{0}: no TLS is spoken with client {1} any more");
            return;
        }
        engine = by;
        handshake = connection
                .connections()
                .transport()
                .handshake(
                        connection.downstream(),
                        new HandshakeOptions(by.engine(), HandshakeTasks.shared(), patience()),
                        this);
    }

    /** Of the certificates that are in use now: others may have been read since the client came. */
    private @Nullable EngineHandle engine(ClientHello asked) {
        EngineHandle made = null;
        TlsTermination current = tls;
        while (made == null && current != null) {
            current = connection.service().tls().termination();
            made = current == null ? null : current.engine(asked, ByteBufAllocator.DEFAULT);
        }
        return made;
    }

    @Override
    public void secured(SecureEnd end) {
        handshake = null;
        leave();
        ClientHello asked = hello;
        EngineHandle by = engine;
        if (asked == null || by == null) {
            throw new IllegalStateException("secured without a hello");
        }
        try {
            Handshakes handshakes = connection.service().handshakes();
            TlsFacts facts = by.facts();
            handshakes.countDone();
            connection.secured(end, facts, asked);
        } catch (RuntimeException e) {
            connection.fault(e);
        }
    }

    @Override
    public void failed(Failure failure, String reason) {
        handshake = null;
        fail(
                HandshakeFault.of(failure),
                "{0}: no TLS with client {1}: " + reason.replace("'", "''").replace("{", "'{'"));
    }

    private void fail(HandshakeFault fault, String text) {
        connection.service().handshakes().countFailed(fault);
        leave();
        connection.refuse(text);
    }

    private void leave() {
        if (placed) {
            placed = false;
            connection.service().handshakes().leave(client);
        }
    }

    @Override
    public void abandon() {
        if (look != null) {
            look.cancel();
            look = null;
        }
        if (handshake != null) {
            handshake.cancel();
            handshake = null;
        }
        leave();
        connection.drop();
    }
}
