package org.penlb.dnsfront;

import io.vertx.core.Future;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.penlb.balance.Server;
import org.penlb.config.Address;
import org.penlb.config.IpAddress;
import org.penlb.dns.StreamMessages;
import org.penlb.events.Origin;
import org.penlb.events.ServiceEvent;
import org.penlb.relay.Addressed;
import org.penlb.relay.End;
import org.penlb.relay.Tap;
import org.penlb.service.ConnectionView;
import org.penlb.service.OpenConnection;
import org.penlb.service.Service;

/**
 * What is seen of a client's connection for DNS over TCP: by operators, in the client's own count, and in a dump. It is in
 * the table of open connections until {@link #unlist}. A superclass, since another object for each connection would be
 * dearer.
 */
abstract class ObservedClient implements OpenConnection {
    private final TcpFront front;
    private final End end;
    private final Addressed who;
    private final IpAddress address;
    private final int number;
    private final @Nullable Tap dump;
    private final long openedAt = System.nanoTime();
    private long activeAt = openedAt;
    private long fromClient;
    private long toClient;
    private long countedFromClient;
    private long countedToClient;

    ObservedClient(TcpFront front, End end, Addressed who) {
        this.front = front;
        this.end = end;
        this.who = who;
        this.address = who.peer();
        this.number = front.service().connectionTable().add(this);
        this.dump = front.dump(number, address);
    }

    /** Whether a server has taken anything of it. */
    abstract boolean isServed();

    /** The server that has it, or was the last to answer; null if there is none. */
    abstract @Nullable Server server();

    /** How many bytes it has not taken yet. */
    abstract long pending();

    /** How many bytes its own server has not taken yet. */
    abstract long pendingToServer();

    /** Whether its connection is closed. */
    abstract boolean isOver();

    /** Ends it now, as a reset if it is owed something. */
    abstract void close();

    /**
     * Whether it is found to be a connection of ours with its first bytes: on one event loop it may be accepted before another
     * one hears that it is connected.
     */
    final boolean isFoundOurs() {
        return fromClient == 0 && front.service().ownConnections().isClient(end);
    }

    /** It sent these bytes just now. */
    final void sent(ByteBuffer bytes) {
        activeAt = front.readsNow();
        fromClient += bytes.remaining();
        if (dump != null) {
            dump.fromClient(bytes.duplicate(), toClient);
        }
    }

    /** It was sent this message. */
    final void wasSent(MemorySegment memory, long offset, int length) {
        toClient += StreamMessages.PREFIX + length;
        isActive();
        if (dump != null) {
            dump.fromServer(memory.asSlice(offset, length).asByteBuffer());
        }
    }

    /** Something happens, from which on it is idle. */
    final void isActive() {
        activeAt = front.now();
    }

    /** For how long nothing has happened, nanoseconds. */
    final long quietNanos(long now) {
        return now - activeAt;
    }

    /** Adds what came and went since the last time to the client's own count. */
    final void count() {
        long up = fromClient - countedFromClient;
        long down = toClient - countedToClient;
        if (up != 0 || down != 0) {
            countedFromClient = fromClient;
            countedToClient = toClient;
            front.service().balancer().clients().transferred(address, up, down);
        }
    }

    /** Operators see it no more. */
    final void unlist() {
        front.service().connectionTable().remove(number);
    }

    /** Both sides of its connection, as the client knows them. */
    final Addressed addressed() {
        return who;
    }

    @Override
    public final IpAddress client() {
        return address;
    }

    @Override
    public final Future<ConnectionView> view() {
        return front.context()
                .call(() -> new ConnectionView(
                        number,
                        isServed(),
                        end.descriptor(),
                        -1,
                        address,
                        front.service().config().name(),
                        server(),
                        openedAt,
                        fromClient,
                        toClient,
                        isOver() ? 0 : pending(),
                        pendingToServer()));
    }

    @Override
    public final Future<Void> closeForcibly(Origin origin) {
        return front.context()
                .call(() -> {
                    if (!isOver()) {
                        tellClosed(origin);
                    }
                    close();
                    return this;
                })
                .mapEmpty();
    }

    private void tellClosed(Origin origin) {
        Service service = front.service();
        Server server = server();
        String name = service.config().name();
        Address itsServer = server == null ? null : server.config().address();
        service.events().publish(new ServiceEvent.ConnectionClosed(name, number, address, itsServer, origin));
    }
}
