package org.penlb.health.probe;

import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;
import org.penlb.balance.Observation;
import org.penlb.balance.Server;
import org.penlb.health.HealthChecker;
import org.penlb.relay.DatagramTransport;
import org.penlb.service.Service;

/** Has the servers of one service checked in time, and tells what was found. For one event loop. */
final class ServiceWatch {
    /** Clients may find a server down right after nobody checks it any more, and then somebody has to notice. */
    private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(1);
    /** A timer that comes so late was not merely delayed by other work. */
    private static final long LATE_NANOS = TimeUnit.MILLISECONDS.toNanos(30);
    /** How long those have who were kept from reading answers. */
    private static final long CATCH_UP_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    /** No timer of Vert.x has this ID. */
    private static final long NO_TIMER = -1;

    private final Vertx vertx;
    private final Service service;
    private final Probes probes;
    private final HealthChecker checker;
    private long timer = NO_TIMER;
    private long dueAt;
    private boolean caughtUp;

    ServiceWatch(Vertx vertx, Service service, DatagramTransport datagrams) {
        this.vertx = vertx;
        this.service = service;
        this.probes = new Probes(datagrams, service::source, address -> Probes.wantsHeader(service, address));
        this.checker = new HealthChecker(() -> service.balancer().table(), this::observed);
    }

    private void observed(Server server, Observation seen) {
        switch (seen) {
            case Observation.FoundDown(String reason) -> service.reports().wentDown(server, reason);
            case Observation.Plain.FOUND_WELL -> service.reports().cameUp(server);
            case Observation.Plain.CHECK_WAS_GOOD -> service.reports().checkWasGood(server);
            case Observation.Plain.NOT_CHECKED -> service.reports().isNotChecked(server);
            default -> service.balancer().observe(server, seen);
        }
    }

    /** Looks whether it is time, by the settings of now. */
    void look() {
        vertx.cancelTimer(timer);
        caughtUp = false;
        long now = System.nanoTime();
        after(Math.min(checker.tick(probes.rules(service.config()), now), LONGEST_NANOS), now);
    }

    private void after(long nanos, long now) {
        dueAt = now + nanos;
        long millis = TimeUnit.NANOSECONDS.toMillis(nanos + TimeUnit.MILLISECONDS.toNanos(1) - 1);
        timer = vertx.setTimer(Math.max(1, millis), _ -> isDue());
    }

    /** After a stall the answers that came meanwhile are read first; else servers were down because this machine stood still. */
    private void isDue() {
        long now = System.nanoTime();
        if (!caughtUp && now - dueAt >= LATE_NANOS) {
            caughtUp = true;
            after(CATCH_UP_NANOS, now);
        } else {
            look();
        }
    }

    void close() {
        vertx.cancelTimer(timer);
        checker.close();
    }
}
