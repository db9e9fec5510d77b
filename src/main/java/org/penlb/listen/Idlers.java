package org.penlb.listen;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.penlb.balance.Server;
import org.penlb.relay.DialListener;
import org.penlb.relay.End;

/**
 * Connections to servers that are kept ready, so that a client need not wait for one to be made. They do not count against
 * a server's limits until a client uses them. What a server closes meanwhile is replaced at the next sweep, not at once: a
 * server that closes every idle connection would otherwise be dialled without end.
 */
final class Idlers {
    private final StreamListener listener;
    private final int wanted;
    private final Map<Server, Queue<End>> ready = new HashMap<>();
    private int count;

    /**
     * @param wanted how many to keep ready on this event loop
     */
    Idlers(StreamListener listener, int wanted) {
        this.listener = listener;
        this.wanted = wanted;
    }

    /** A ready connection to this server, or null if there is none. */
    @Nullable
    End take(Server server) {
        if (count == 0) {
            return null;
        }
        Queue<End> ends = ready.get(server);
        for (End end = poll(ends); end != null; end = poll(ends)) {
            if (!end.hungUp()) {
                return end;
            }
            end.close();
        }
        return null;
    }

    private @Nullable End poll(@Nullable Queue<End> ends) {
        End end = ends == null ? null : ends.poll();
        if (end != null) {
            count--;
        }
        return end;
    }

    /** Drops what was closed and makes up for what is missing. */
    void sweep() {
        for (Queue<End> ends : ready.values()) {
            ends.removeIf(this::dropIfHungUp);
        }
        for (int missing = wanted - count; missing > 0; missing--) {
            Server server = listener.service().balancer().nextForIdler();
            if (server == null) {
                return;
            }
            count++;
            listener.transport().dial(server.address(), listener.dialOptions(), new Dialled(server));
        }
    }

    private boolean dropIfHungUp(End end) {
        if (end.hungUp()) {
            end.close();
            count--;
            return true;
        }
        return false;
    }

    void close() {
        for (Queue<End> ends : ready.values()) {
            ends.forEach(End::close);
            ends.clear();
        }
        count = Integer.MAX_VALUE; // whoever is on the way is closed on arrival
    }

    private final class Dialled implements DialListener {
        private final Server server;

        Dialled(Server server) {
            this.server = server;
        }

        @Override
        public void connected(End end) {
            if (count > wanted) {
                end.close();
            } else {
                ready.computeIfAbsent(server, _ -> new ArrayDeque<>()).add(end);
            }
        }

        @Override
        public void failed(Fault fault, String reason) {
            count--;
        }
    }
}
