package org.penlb.stream;

import io.netty.channel.EventLoop;
import org.jspecify.annotations.Nullable;
import org.penlb.relay.AcceptLimit;
import org.penlb.relay.Acceptor;
import org.penlb.service.ConnectionLimit;
import org.penlb.service.Service;

/**
 * How many clients one acceptor may accept: none until Pen serves; then one, if the service has a place for one more connection
 * and for one more that is still on its way to a server. Otherwise the acceptor stands in line for a place, and the client
 * waits in the backlog.
 */
final class ServiceAcceptLimit implements AcceptLimit {
    private final Line connections;
    private final Line pending;
    private final EventLoop loop;
    private @Nullable Acceptor acceptor;
    private boolean open;
    private boolean closed;

    ServiceAcceptLimit(Service service, EventLoop loop) {
        this.connections = new Line(service.connections());
        this.pending = new Line(service.pending());
        this.loop = loop;
    }

    /** Whom to resume. */
    void admitsTo(Acceptor newAcceptor) {
        acceptor = newAcceptor;
    }

    /** Lets clients in from now on, those first who wait in the backlog. */
    void open() {
        open = true;
        resume();
    }

    @Override
    public boolean enter() {
        if (!open || !connections.enter()) {
            return false;
        }
        if (!pending.enter()) {
            connections.places.give();
            return false;
        }
        return true;
    }

    @Override
    public void leave() {
        pending.places.give();
        connections.places.give();
    }

    /** The acceptor needs no place any more: whoever stands behind it is called in its stead. */
    void close() {
        closed = true;
    }

    private void resume() {
        if (acceptor != null) {
            acceptor.resume();
        }
    }

    /** Where the acceptor waits for places of one kind. It stands there once at most. */
    private final class Line {
        private final ConnectionLimit places;
        private boolean standing;

        Line(ConnectionLimit places) {
            this.places = places;
        }

        boolean enter() {
            if (places.take()) {
                return true;
            }
            if (!standing) {
                standing = true;
                places.await(() -> loop.execute(this::called));
                // A place that was given back between the two is taken here, or nobody would call.
                return places.take();
            }
            return false;
        }

        private void called() {
            standing = false;
            if (closed) {
                places.callNext();
            } else {
                resume();
            }
        }
    }
}
