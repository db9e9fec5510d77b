package org.penlb.admin;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.penlb.balance.Server;
import org.penlb.config.Address;
import org.penlb.service.NameTrouble;
import org.penlb.service.Service;
import org.penlb.service.ServiceLoader;

/**
 * Has the names of servers looked up again: when something is read again, when an operator says so, and when a server has failed
 * for a while, since what it was may be at another address by now.
 */
public final class ServerNames {
    private static final long LOOK_MILLIS = 1000;
    /** A server that was merely started anew is back by then. */
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(3);
    /** After a look-up, the next one comes after twice as long as that one did, up to this. */
    private static final long LONGEST_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(60);
    /** No timer of Vert.x has this ID. */
    private static final long NO_TIMER = -1;

    private final Vertx vertx;
    private final ServiceLoader loader;
    private final Turns turns;
    private final Supplier<List<Service>> services;
    private final Function<Service, @Nullable SocketAddress> listener;
    private final LongSupplier clock;
    private final Map<Key, Failing> failing = new ConcurrentHashMap<>();
    /** Services with servers that are being looked up because they fail. */
    private final Set<Service> looking = ConcurrentHashMap.newKeySet();

    private long timer = NO_TIMER;

    private record Key(Service service, Server.Role role, int index) {}

    /** What is known of a server that may have moved. */
    private static final class Failing {
        private Server server;
        private long served;
        private long failures;
        private boolean fails;
        private long since;
        private long pause = PATIENCE_NANOS;
        private volatile boolean told;

        Failing(Server server) {
            this.server = server;
            served = server.served();
            failures = server.failures();
        }

        /** Whether it is time to look its name up. */
        boolean isDue(Server current, long now) {
            if (!current.address().equals(server.address())) {
                isWell(current);
            }
            boolean ejected = current.health().ejection() != null && current.isBlacklisted(now);
            boolean bad = current.downReason() != null || ejected || current.failures() > failures;
            boolean good =
                    current.served() > served || (!bad && current.health().verdictIsUp());
            server = current;
            served = current.served();
            failures = current.failures();
            if (good && current.downReason() == null) {
                isWell(current);
                return false;
            }
            if (!fails && bad) {
                fails = true;
                since = now;
            }
            if (!fails || now - since < pause) {
                return false;
            }
            since = now;
            pause = Math.min(2 * pause, LONGEST_PAUSE_NANOS);
            return true;
        }

        private void isWell(Server current) {
            server = current;
            fails = false;
            told = false;
            pause = PATIENCE_NANOS;
        }
    }

    /**
     * @param services those that run
     * @param listener where a service listens; null if it is no more
     * @param clock that of the services' balancers
     */
    ServerNames(
            Vertx vertx,
            ServiceLoader loader,
            Turns turns,
            Supplier<List<Service>> services,
            Function<Service, @Nullable SocketAddress> listener,
            LongSupplier clock) {
        this.vertx = vertx;
        this.loader = loader;
        this.turns = turns;
        this.services = services;
        this.listener = listener;
        this.clock = clock;
    }

    /** Looks up the names of all servers now, and has them go on at their new addresses when its turn has come. */
    public Future<Void> lookAgain() {
        return joined(services.get().stream()
                .map(service -> lookUp(service, _ -> true, service.reports()::isNotFound)
                        .compose(this::inTurn))
                .toList());
    }

    private static Future<Void> joined(List<Future<Void>> all) {
        return Future.join(all).mapEmpty();
    }

    private Future<Runnable> lookUp(
            Service service, Predicate<Server> which, BiConsumer<Server, NameTrouble> notFound) {
        SocketAddress here = listener.apply(service);
        return here == null
                ? Future.succeededFuture(() -> {}) // it is no more
                : loader.lookAgain(service, which, here, notFound);
    }

    /** A look-up may take as long as name servers let us wait; nobody's turn is to wait for that. */
    private Future<Void> inTurn(Runnable readdress) {
        return turns.take(() -> done(readdress));
    }

    private static Future<Void> done(Runnable readdress) {
        readdress.run();
        return Future.succeededFuture();
    }

    /** Looks up the names of all servers; to be called by somebody whose turn it is. */
    Future<Void> lookAgainNow() {
        return lookAgain(services.get());
    }

    /** Looks up the names of all servers of a service; to be called by somebody whose turn it is. */
    Future<Void> lookAgain(int service) {
        return lookAgain(List.of(services.get().get(service)));
    }

    private Future<Void> lookAgain(List<Service> chosen) {
        return joined(chosen.stream()
                .map(service -> lookUp(service, _ -> true, service.reports()::isNotFound)
                        .compose(ServerNames::done))
                .toList());
    }

    /**
     * Looks up the name of one regular server; to be called by somebody whose turn it is.
     *
     * @return why it stays where it is in spite of its name; empty if it does not, or need not move
     */
    public Future<String> lookAgain(int service, int index) {
        Service of = services.get().get(service);
        List<String> reasons = new CopyOnWriteArrayList<>();
        return lookUp(
                        of,
                        server -> server.role() == Server.Role.REGULAR && server.index() == index,
                        (server, trouble) -> {
                            of.reports().isNotFound(server, trouble);
                            reasons.add(trouble.reason() + "; it stays at " + Address.of(server.address()) + "\n");
                        })
                .compose(ServerNames::done)
                .map(_ -> String.join("", reasons));
    }

    /** Looks from now on after servers that fail. */
    void watch() {
        timer = vertx.setPeriodic(LOOK_MILLIS, _ -> look());
    }

    /**
     * Looks for servers that have failed for a while; one whose name cannot be looked up is told of once.
     *
     * @return when they are at their new addresses
     */
    Future<Void> look() {
        long now = clock.getAsLong();
        Set<Key> known = new HashSet<>();
        List<Future<Void>> lookUps = new ArrayList<>();
        for (Service service : services.get()) {
            Set<Server> due = new HashSet<>();
            for (Server server : service.balancer().table().all()) {
                if (ServiceLoader.hasName(server)) {
                    var key = new Key(service, server.role(), server.index());
                    known.add(key);
                    if (failing.computeIfAbsent(key, _ -> new Failing(server)).isDue(server, now)) {
                        due.add(server);
                    }
                }
            }
            if (!due.isEmpty() && looking.add(service)) {
                lookUps.add(lookUp(service, due::contains, (server, trouble) -> tellOnce(service, server, trouble))
                        .compose(this::inTurn)
                        .andThen((_, _) -> looking.remove(service)));
            }
        }
        failing.keySet().retainAll(known);
        return joined(lookUps);
    }

    private void tellOnce(Service service, Server server, NameTrouble trouble) {
        Failing state = failing.get(new Key(service, server.role(), server.index()));
        if (state == null || !state.told) {
            if (state != null) {
                state.told = true;
            }
            service.reports().isNotFound(server, trouble);
        }
    }

    /** Looks after nobody any more. */
    void stop() {
        vertx.cancelTimer(timer);
    }
}
