package org.penlb.service;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.penlb.balance.Server;
import org.penlb.balance.ServerTable;
import org.penlb.config.Address;
import org.penlb.config.AdminState;
import org.penlb.config.ConfigException;
import org.penlb.config.IpAddress;
import org.penlb.config.PenConfig;
import org.penlb.config.Route;
import org.penlb.config.ServerConfig;
import org.penlb.config.ServiceConfig;

/**
 * Finds servers that are listeners of this very Pen. A client of a service that is its own server would be handed round until
 * no descriptor is left for anybody. A server that is another service's listener may be meant, and is merely told of.
 *
 * <p>It may ask the system for this machine's addresses, but only about a server that has a listener's port.
 */
public final class OwnListeners {
    private static final InetAddress LOCALHOST = InetAddress.ofLiteral("127.0.0.1");

    private static final int HTTP = 80;
    private static final int OTHER_HTTP = 8080;

    /**
     * A service, where it listens, and where its servers are.
     *
     * @param known servers that it has been going on with; nothing is to be refused for them, since it may be the machine
     *     that has changed
     */
    public record Place(ServiceConfig config, SocketAddress listener, List<Target> servers, Set<SocketAddress> known) {
        /** Of a service that runs, or is about to. */
        public static Place of(
                ServiceConfig config, SocketAddress listener, ServerTable table, Set<SocketAddress> known) {
            return new Place(
                    config, listener, table.all().stream().map(Target::of).toList(), known);
        }

        private boolean answers(SocketAddress server) {
            return OwnListeners.answers(listener, config.listener().v6only(), server);
        }

        /**
         * As far as the configuration says it.
         *
         * @param ports of servers whose names are worth a look-up
         * @return null if it is not known where the service listens
         */
        @Nullable
        static Place written(ServiceConfig config, Set<Integer> ports) {
            SocketAddress listener = addressOf(config.listen(), ports);
            if (listener == null) {
                return null;
            }
            List<Target> targets = config.everyServer()
                    .flatMap(server -> Stream.ofNullable(Target.written(server, ports)))
                    .toList();
            return new Place(config, listener, targets, Set.of());
        }
    }

    /** A server and its address. */
    public record Target(ServerConfig config, SocketAddress address) {
        private static Target of(Server server) {
            return new Target(server.config(), server.address());
        }

        private static @Nullable Target written(ServerConfig config, Set<Integer> ports) {
            SocketAddress address = addressOf(config.address(), ports);
            return address == null ? null : new Target(config, address);
        }
    }

    private OwnListeners() {}

    /**
     * Services whose servers are listeners of this Pen.
     *
     * @param chains a line for each server that is another service's listener, which may be meant
     * @param circles a line for services that lead back to each other, and for servers that are where operators come in,
     *     which cannot
     */
    public record Detours(List<String> chains, List<String> circles) {
        private List<String> lines() {
            return Stream.concat(circles.stream(), chains.stream()).toList();
        }
    }

    /** As {@link #check(List)}, by what is configured: {@link #look(PenConfig, boolean)}. */
    public static List<String> check(PenConfig config) {
        return look(config, false).lines();
    }

    /**
     * As {@link #check(List)}, by what is configured. Names are looked up, which may take a while, if the port is a listener's;
     * what cannot be looked up is passed over.
     *
     * @param offline whether no name is looked up but localhost's, which everybody knows
     * @throws ConfigException if a server is its own service's listener
     */
    public static Detours look(PenConfig config, boolean offline) {
        Set<Integer> ports = offline
                ? Set.of()
                : Stream.of(
                                config.services().stream().map(ServiceConfig::listen),
                                Stream.ofNullable(config.control().listen()),
                                Stream.ofNullable(config.web().listen()))
                        .flatMap(each -> each)
                        .flatMap(listen -> listen instanceof Address.Inet inet ? Stream.of(inet.port()) : Stream.of())
                        .collect(Collectors.toSet());
        List<Place> places = config.services().stream()
                .flatMap(service -> Stream.ofNullable(Place.written(service, ports)))
                .toList();
        Detours detours = look(places);
        List<String> doors = new ArrayList<>(detours.circles());
        doors.addAll(
                OperatorPlaces.lines(places, config.control().listen(), "commands come in (control.listen)", ports));
        doors.addAll(OperatorPlaces.lines(places, config.web().listen(), "the page is (web.listen)", ports));
        return new Detours(detours.chains(), doors);
    }

    /** That a server's name stands for the service itself. */
    static NameTrouble trouble(Server server, SocketAddress listener) {
        return new NameTrouble(
                itself(Target.of(server), listener),
                "its name stands for this Pen's own listener " + Address.of(listener));
    }

    /**
     * @return a line for each server that is another service's listener, and for services that lead back to each other
     * @throws ConfigException if a server is its own service's listener
     */
    public static List<String> check(List<Place> places) {
        return look(places).lines();
    }

    private static Detours look(List<Place> places) {
        var index = new ListenerIndex(places);
        var chains = new ServiceGraph();
        for (Place place : places) {
            for (Target target : place.servers()) {
                if (target.config().state() == AdminState.REMOVED
                        || place.known().contains(target.address())) {
                    continue;
                }
                if (place.answers(target.address())) {
                    throw new ConfigException(itself(target, place.listener()));
                }
                index.candidates(target.address())
                        .filter(other ->
                                !other.config().name().equals(place.config().name())
                                        && other.config()
                                                .protocol()
                                                .meets(place.config().protocol()))
                        .filter(other ->
                                !(other.config().routing() instanceof Route) && other.answers(target.address()))
                        .forEach(other -> chains.add(
                                place.config().name(),
                                other.config().name(),
                                "service \"" + place.config().name() + "\": server \""
                                        + target.config().address() + "\" is the listener of service \""
                                        + other.config().name() + "\" of this Pen"));
            }
        }
        return new Detours(chains.lines(), chains.circles());
    }

    private static String itself(Target target, SocketAddress listener) {
        String own = "\" is this Pen's own listener " + Address.of(listener);
        return switch (target.config().address()) {
            case Address.Unix unix -> "server \"" + unix + own + " (expected: the server's socket)";
            case Address.Inet inet -> {
                int port = inet.port() == HTTP ? OTHER_HTTP : HTTP;
                String example = new Address.Inet(inet.host(), port).toString();
                yield "server \"" + inet.host() + own + " (expected: the server's port, such as " + example + ")";
            }
        };
    }

    /**
     * Whether whoever connects to a server's address is taken by a listener.
     *
     * @param v6only whether the listener leaves IPv4 to others
     */
    static boolean answers(SocketAddress listener, boolean v6only, SocketAddress server) {
        boolean v4 = server instanceof InetSocketAddress to && to.getAddress() instanceof Inet4Address;
        return !(v6only && v4) && answers(listener, server);
    }

    /** As {@link #answers(SocketAddress, boolean, SocketAddress)}, of a listener that takes what it can. */
    static boolean answers(SocketAddress listener, SocketAddress server) {
        if (listener instanceof InetSocketAddress own && server instanceof InetSocketAddress to) {
            return own.getPort() == to.getPort() && to.getPort() != 0 && answers(own.getAddress(), to.getAddress());
        }
        return listener instanceof UnixDomainSocketAddress own
                && server instanceof UnixDomainSocketAddress to
                && isSame(own.getPath(), to.getPath());
    }

    private static boolean answers(InetAddress own, InetAddress to) {
        if (!own.isAnyLocalAddress()) {
            // who connects to 0.0.0.0 or :: comes to the loopback address
            return own.equals(to) || (to.isAnyLocalAddress() && own.isLoopbackAddress() && isSameFamily(own, to));
        }
        // [::] listens for both families (ipv6(7)), 0.0.0.0 for its own
        boolean listens = own.getAddress().length >= to.getAddress().length;
        return listens && isOfThisMachine(to);
    }

    private static boolean isSameFamily(InetAddress one, InetAddress other) {
        return one.getAddress().length == other.getAddress().length;
    }

    /** Whether it is an address of this machine. */
    public static boolean isOfThisMachine(IpAddress address) {
        return isOfThisMachine(address.toInetAddress());
    }

    private static boolean isOfThisMachine(InetAddress address) {
        try {
            return address.isAnyLocalAddress()
                    || address.isLoopbackAddress()
                    || NetworkInterface.getByInetAddress(address) != null;
        } catch (SocketException _) {
            return false; // it cannot be told: if it is, its connections will tell
        }
    }

    private static boolean isSame(Path one, Path other) {
        return real(one).equals(real(other));
    }

    private static Path real(Path socket) {
        try {
            return socket.toRealPath();
        } catch (IOException _) {
            return socket.toAbsolutePath().normalize(); // it is not there yet
        }
    }

    static @Nullable SocketAddress addressOf(Address address, Set<Integer> ports) {
        return switch (address) {
            case Address.Unix unix -> UnixDomainSocketAddress.of(unix.path());
            case Address.Inet inet -> {
                try {
                    if (ports.isEmpty() && inet.host().equalsIgnoreCase("localhost")) {
                        yield new InetSocketAddress(LOCALHOST, inet.port());
                    }
                    if (!NameResolver.hasName(inet)) {
                        yield new InetSocketAddress(InetAddress.ofLiteral(inet.host()), inet.port());
                    }
                    yield ports.contains(inet.port())
                            ? new InetSocketAddress(
                                    NameResolver.askSystem(inet.host()).getFirst(), inet.port())
                            : null;
                } catch (UnknownHostException _) {
                    yield null;
                }
            }
        };
    }
}
