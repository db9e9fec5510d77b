package org.penlb.service;

import java.util.function.Supplier;
import org.penlb.balance.Balancer;
import org.penlb.balance.HealthChange;
import org.penlb.balance.LatencyMarks;
import org.penlb.balance.Observation;
import org.penlb.balance.Server;
import org.penlb.events.Events;
import org.penlb.events.ServerEvent;

/**
 * Is told how servers do, by those who serve clients and by those who check: the balancer gets to know all of it, and the
 * operator what is news.
 */
public final class ServerReports {
    private final Balancer balancer;
    private final ServerNews news;
    private final UntriedServers untried;
    private final Failovers failovers;
    private final Reopenings reopenings;
    private final LatencyMarks latencyMarks = new LatencyMarks();

    /**
     * @param service what the service is called now
     */
    ServerReports(Balancer balancer, ServerNews news, Events events, Supplier<String> service) {
        this.balancer = balancer;
        this.news = news;
        this.untried = new UntriedServers(service, System::nanoTime);
        this.failovers = new Failovers((from, to, moved, reason) ->
                events.publish(new ServerEvent.ClientsMoved(service.get(), from, to, moved, reason)));
        this.reopenings = new Reopenings(news::reopened);
    }

    /**
     * A connection to a server could not be made, or there was no way for a datagram: counted, then as {@link #failed}.
     *
     * @param reason in an operator's words
     */
    public void unreachable(Server server, String reason) {
        server.countFailure();
        failed(server, reason);
    }

    /**
     * A server refused, or did not answer in time: it is left alone for a while, and the operator gets to know if that is
     * news.
     *
     * @param reason in an operator's words
     */
    public void failed(Server server, String reason) {
        if (balancer.ejections().failed(server, reason)) {
            news.ejected(server, reason, balancer.config().blacklist());
        }
    }

    /**
     * A server could not even be tried, for want of something of this machine: counted, and told now and then.
     *
     * @param reason in an operator's words
     */
    public void untried(Server server, String reason) {
        untried.add(server, reason);
    }

    /** A server answered: if it was left alone, that is over, and the operator gets to know. */
    public void answered(Server server) {
        if (balancer.ejections().answered(server)) {
            news.restored(server);
        }
    }

    /**
     * A server answered a datagram: if it was left alone it is back, unless it was asked before that and is late.
     *
     * @param askedAt when it was asked
     */
    public void answeredDatagram(Server server, long askedAt, long now) {
        if (balancer.ejections().answeredDatagram(server, askedAt, now)) {
            news.restored(server);
        }
    }

    /** A client that a server failed goes on with another one. */
    public void moved(Server from, Server to, String reason) {
        failovers.moved(from, to, reason, balancer.now());
    }

    /**
     * Sockets to a server were of no use any more, and are opened anew: told once.
     *
     * @param reason what has become of the way to it
     */
    public void reopened(Server server, String reason) {
        reopenings.reopened(server, reason, balancer.now());
    }

    /** Tells what has come together, and has servers mark their latencies; to be called about once a second. */
    public void tick(long now) {
        failovers.tick(now);
        latencyMarks.tick(balancer.table().all(), balancer.now());
    }

    /** A health check, or clients' queries, found that a server is down: told unless that is known. */
    public void wentDown(Server server, String reason) {
        if (balancer.observe(server, new Observation.FoundDown(reason)) == HealthChange.WENT_DOWN) {
            server.noteFailure(reason, balancer.now());
            news.down(server, reason);
        }
    }

    /** Health checks found that a server is well: told if it was down, or voted out. */
    public void cameUp(Server server) {
        checked(server, Observation.Plain.FOUND_WELL);
    }

    /** A check got a good answer, which is no verdict yet: told if that ends that it was voted out. */
    public void checkWasGood(Server server) {
        checked(server, Observation.Plain.CHECK_WAS_GOOD);
    }

    private void checked(Server server, Observation seen) {
        switch (balancer.observe(server, seen)) {
            case CAME_UP -> news.up(server);
            case RESTORED -> news.restored(server);
            default -> {}
        }
    }

    /** Nobody checks any more how a server is: told if it was found down. */
    public void isNotChecked(Server server) {
        if (balancer.observe(server, Observation.Plain.NOT_CHECKED) == HealthChange.UNCHECKED) {
            news.unchecked(server);
        }
    }

    /** A server does not go on at what its name stands for: told. */
    public void isNotFound(Server server, NameTrouble trouble) {
        news.notFound(server, trouble);
    }

    /** How often a server could not even be tried. */
    long untried() {
        return untried.count();
    }
}
