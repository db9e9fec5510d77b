package org.penlb.listen;

import java.util.concurrent.atomic.LongAdder;
import org.penlb.balance.Balancer;
import org.penlb.balance.ClientTable;
import org.penlb.balance.ServerTable;
import org.penlb.config.ServiceConfig;

/** A service while Pen runs: what its listeners on all event loops share. */
public final class Service {
    private final ServiceConfig config;
    private final Balancer balancer;
    private final Places connections;
    private final Places pending;
    private final LongAdder accepted = new LongAdder();
    private final LongAdder refused = new LongAdder();

    /**
     * @param table the servers, with their addresses resolved
     */
    public Service(ServiceConfig config, ServerTable table) {
        this.config = config;
        var clients = new ClientTable(config.clientsMax(), config.tracking());
        this.balancer = new Balancer(table, clients, config.blacklist(), System::nanoTime);
        this.connections = new Places(config.connectionsMax());
        this.pending = new Places(config.stream().pendingMax());
    }

    public ServiceConfig config() {
        return config;
    }

    public Balancer balancer() {
        return balancer;
    }

    Places connections() {
        return connections;
    }

    Places pending() {
        return pending;
    }

    void clientAccepted() {
        accepted.increment();
    }

    void clientRefused() {
        refused.increment();
    }

    /** Clients accepted since the start. */
    public long accepted() {
        return accepted.sum();
    }

    /** Clients closed since the start because no server took them. */
    public long refused() {
        return refused.sum();
    }

    /** Clients connected now. */
    public int openConnections() {
        return connections.taken();
    }

    /** Clients now that are not joined with a server yet. */
    public int pendingConnections() {
        return pending.taken();
    }
}
