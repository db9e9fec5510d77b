package org.penlb.config.json;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import org.jspecify.annotations.Nullable;
import org.penlb.config.AccessList;
import org.penlb.config.AccessRule;
import org.penlb.config.AccessToken;
import org.penlb.config.Address;
import org.penlb.config.AdminState;
import org.penlb.config.DatagramOptions;
import org.penlb.config.DnsOptions;
import org.penlb.config.FastClose;
import org.penlb.config.Forwarding;
import org.penlb.config.IpAddress;
import org.penlb.config.ListenerOptions;
import org.penlb.config.PenBuilder;
import org.penlb.config.PenConfig;
import org.penlb.config.Protocol;
import org.penlb.config.ProxyAccept;
import org.penlb.config.ProxyProtocol;
import org.penlb.config.RelayKind;
import org.penlb.config.Route;
import org.penlb.config.Routing;
import org.penlb.config.Selection;
import org.penlb.config.ServerArguments;
import org.penlb.config.ServerConfig;
import org.penlb.config.ServiceBuilder;
import org.penlb.config.TrustedProxies;
import org.penlb.config.cluster.ClusterConfig;
import org.penlb.config.cluster.Discovery;
import org.penlb.config.cluster.SharedSecret;
import org.penlb.config.tls.CertificateFiles;
import org.penlb.config.tls.CipherString;
import org.penlb.config.tls.ClientAuth;
import org.penlb.config.tls.HandshakeLimits;
import org.penlb.config.tls.ServerTls;
import org.penlb.config.tls.TicketSecret;
import org.penlb.config.tls.Tickets;
import org.penlb.config.tls.TlsBuilder;
import org.penlb.config.tls.TlsConfig;
import org.penlb.config.tls.TlsVersion;

/** Configurations of all kinds, each value sometimes its default. */
final class Configs {
    private static final int MOST_SERVICES = 4;
    private static final int MOST_SERVERS = 5;

    private final Random random;
    /** Only the socket relay has it. */
    private boolean hasTls;

    private Configs(Random random) {
        this.random = random;
    }

    static Arbitrary<PenConfig> any() {
        return Arbitraries.longs().map(seed -> new Configs(new Random(seed)).config(MOST_SERVICES));
    }

    /** Where more services would say the same again. */
    static Arbitrary<PenConfig> withOneService() {
        return Arbitraries.longs().map(seed -> new Configs(new Random(seed)).config(1));
    }

    private PenConfig config(int mostServices) {
        var services = new ArrayList<ServiceBuilder>();
        RelayKind relay = either(RelayKind.AUTO, () -> one(List.of(RelayKind.values())));
        hasTls = relay != RelayKind.CHANNEL;
        boolean countries = random.nextBoolean();
        int count = 1 + random.nextInt(mostServices);
        for (int i = 0; i < count; i++) {
            ServiceBuilder service = service(i, countries);
            services.add(service);
            if (service.protocol == Protocol.STREAM && !service.dummy && random.nextBoolean()) {
                addRoutes(service, services);
            }
        }
        var pen = new PenBuilder(services, new ServerArguments(_ -> -1));
        pen.geoip = countries ? Path.of("/var/lib/geo.mmdb") : null;
        pen.relay = relay;
        pen.eventLoops = either(2, () -> 1 + random.nextInt(64));
        pen.control = maybe(() -> random.nextBoolean() ? inet(30_000) : unix("control"));
        pen.controlAcl = either(0, () -> random.nextInt(AccessList.COUNT));
        pen.controlMode = either(0600, () -> random.nextInt(01000));
        pen.commandFile = maybe(() -> Path.of("pen commands.cfg"));
        pen.exitEnabled = random.nextBoolean();
        pen.commandsAsRoot = random.nextBoolean();
        pen.web = maybe(() -> inet(31_000));
        pen.webToken = pen.web == null ? null : maybe(() -> new AccessToken("correct-horse-battery"));
        pen.cluster = maybe(this::cluster);
        pen.debug = either(0, () -> random.nextInt(4));
        pen.ascii = random.nextBoolean();
        return pen.build();
    }

    private ClusterConfig cluster() {
        boolean shared = random.nextBoolean();
        Path file = Path.of("secrets/cluster.secret");
        return new ClusterConfig(
                either("pen", () -> "pen-2.test"),
                either(ClusterConfig.USUAL_LISTEN, () -> instance(shared, 5800)),
                maybe(() -> instance(shared, 5900)),
                shared ? discovery() : members(false),
                shared ? new SharedSecret("a-secret-from-a-file", file) : null,
                one(List.of(ClusterConfig.Ejection.values())),
                either(Duration.ofSeconds(60), this::duration),
                maybe(() -> new ClusterConfig.Keys(Path.of("pen.crt"), Path.of("/etc/pen.key"), Path.of("ca.crt"))));
    }

    private Discovery discovery() {
        return switch (random.nextInt(3)) {
            case 0 -> members(true);
            case 1 -> new Discovery.Dns(instance(true, 5701));
            default -> new Discovery.Multicast();
        };
    }

    private Discovery members(boolean shared) {
        var addresses = new ArrayList<Address.Inet>();
        for (int i = random.nextInt(3); i >= 0; i--) {
            addresses.add(instance(shared, 5701 + i));
        }
        return new Discovery.Members(addresses);
    }

    /** Where an instance can be: without a secret on this machine only. */
    private Address.Inet instance(boolean shared, int port) {
        String host = shared
                ? one(List.of("10.0.0.11", "2001:db8::11", "pen-0.pen", "127.0.0.1"))
                : one(List.of("127.0.0.1", "::1", "localhost", "127.1.2.3"));
        return new Address.Inet(host, port);
    }

    private ServiceBuilder service(int number, boolean countries) {
        Protocol protocol = one(List.of(Protocol.values()));
        Address listen =
                protocol == Protocol.STREAM && random.nextBoolean() ? unix("s" + number) : inet(10_000 + number);
        var service = new ServiceBuilder("service-" + number, listen, protocol == Protocol.UDP ? 2000 : 1000);
        service.protocol = protocol;
        boolean six = listen instanceof Address.Inet address && address.host().contains(":");
        service.listener =
                new ListenerOptions(six && random.nextBoolean(), either(ProxyAccept.NOBODY, () -> proxies(listen)));
        service.servers().add(server(protocol));
        for (int i = random.nextInt(MOST_SERVERS); i > 0; i--) {
            service.servers().add(either(ServerConfig.NONE, () -> server(protocol)));
        }
        service.emergency = maybe(() -> server(protocol));
        service.abuse = maybe(() -> server(protocol));
        service.selection = new Selection(flags());
        service.clientsMax = either(2048, () -> 1 + random.nextInt(1 << 20));
        service.tracking = either(Duration.ZERO, this::duration);
        service.blacklist = either(Duration.ofSeconds(30), () -> either(Duration.ZERO, this::duration));
        service.connectionsMax = either(service.connectionsMax, () -> 1 + random.nextInt(1000));
        service.pendingMax = either(Integer.MAX_VALUE, () -> 1 + random.nextInt(1000));
        service.clientAcl = either(0, () -> random.nextInt(AccessList.COUNT));
        for (int i = 0; i < AccessList.COUNT; i++) {
            service.accessLists().set(i, either(AccessList.EMPTY, () -> list(countries)));
        }
        service.connectTimeout = either(Duration.ofSeconds(5), this::duration);
        service.noDelay = random.nextBoolean();
        service.source = maybe(this::address);
        service.backlog = either(500, () -> 1 + random.nextInt(5000));
        service.multiAccept = either(64, () -> 1 + random.nextInt(100));
        service.statusFile = maybe(() -> "/var/www/pen \u00e4.html");
        switch (protocol) {
            case STREAM -> stream(service);
            case UDP -> service.datagrams = either(DatagramOptions.DEFAULT, this::datagrams);
            case DNS -> {
                connections(service);
                service.dns = either(DnsOptions.DEFAULT, this::dns);
            }
        }
        return service;
    }

    private void addRoutes(ServiceBuilder service, List<ServiceBuilder> services) {
        service.routing = new Routing.Routed(Routing.USUAL_HELLO_TIMEOUT);
        service.helloTimeout = either(Routing.USUAL_HELLO_TIMEOUT, this::duration);
        for (int i = random.nextInt(3); i >= 0; i--) {
            String host = "host-" + i + ".example";
            List<String> sni = one(List.of(List.of(), List.of(host), List.of("*." + host), List.of(host, "*." + host)));
            List<String> alpn = sni.isEmpty() ? List.of("h2-" + i) : one(List.of(List.of(), List.of("h2", "http/1.1")));
            String other = "route-" + i;
            String name = either(host, () -> other);
            var route = new ServiceBuilder(service.name() + ":" + name, service.listen, service.connectionsMax);
            route.routing = new Route(service.name(), sni, alpn);
            route.servers().add(server(Protocol.STREAM));
            route.emergency = maybe(() -> server(Protocol.STREAM));
            route.selection = new Selection(flags());
            route.clientsMax = either(2048, () -> 1 + random.nextInt(1 << 20));
            route.tracking = either(Duration.ZERO, this::duration);
            route.blacklist = either(Duration.ofSeconds(30), this::duration);
            services.add(route);
        }
    }

    private void stream(ServiceBuilder service) {
        connections(service);
        service.http = random.nextBoolean();
        service.forwarding = new Forwarding(random.nextBoolean(), null);
        if (service.http || service.forwarding.forwarded()) {
            service.forwarding = service.forwarding.withTrustedProxies(maybe(this::proxies));
        }
        service.tls = hasTls ? maybe(this::tls) : null;
        service.dummy = service.tls == null && random.nextBoolean();
        service.transparent = random.nextBoolean();
        service.idlers = either(0, () -> random.nextInt(100));
        service.log = maybe(() -> random.nextBoolean() ? "/var/log/pen:1.log" : "[::1]:10514");
    }

    private TrustedProxies proxies() {
        List<AccessRule.Network> networks = either(
                List.of(),
                () -> List.of(
                        AccessRule.v4(true, IpAddress.parse("10.0.0.0"), IpAddress.parse("255.0.0.0")),
                        AccessRule.host(true, IpAddress.parse("192.0.2.7")),
                        AccessRule.v6(true, IpAddress.parse("fd00::"), 8)));
        return new TrustedProxies(networks, random.nextBoolean());
    }

    private TlsConfig tls() {
        var tls = new TlsBuilder();
        tls.certificates = new ArrayList<>(List.of(new CertificateFiles.Pem(
                Path.of("certs/a b.crt"),
                either(Path.of("certs/a b.crt"), () -> Path.of("/etc/a.key")),
                maybe(() -> Path.of("chain.crt")),
                maybe(() -> Path.of("a.der")))));
        if (random.nextBoolean()) {
            tls.certificates.add(new CertificateFiles.Pkcs12(
                    Path.of("b.p12"), maybe(() -> Path.of("b.pw")), maybe(() -> Path.of("b.der"))));
        }
        tls.directory = maybe(() -> Path.of("certs.d"));
        tls.versions = either(tls.versions, () -> EnumSet.of(TlsVersion.TLS_1_3));
        tls.ciphers = tls.versions.size() == 1 ? null : maybe(() -> new CipherString("ECDHE+AESGCM:!aNULL"));
        tls.alpn = either(List.of(), () -> List.of("h2", "http/1.1"));
        tls.clientAuth = one(List.of(ClientAuth.values()));
        tls.clientCa = tls.clientAuth == ClientAuth.NONE
                ? List.of()
                : either(List.of(Path.of("ca.crt")), () -> List.of(Path.of("ca.crt"), Path.of("/etc/ca.d")));
        tls.tickets = new Tickets(
                maybe(() -> new TicketSecret("a-secret-of-tickets-from-a-file-x", Path.of("secrets/tickets.secret"))),
                either(Duration.ofHours(12), () -> Duration.ofMinutes(1 + random.nextInt(10_000))));
        tls.handshakes = either(
                HandshakeLimits.DEFAULT,
                () -> new HandshakeLimits(1 + random.nextInt(100), 1 + random.nextInt(100), duration()));
        return tls.build();
    }

    private ServerTls serverTls() {
        boolean verify = random.nextInt(4) > 0;
        return new ServerTls(
                verify,
                verify ? maybe(() -> Path.of("ca.crt")) : null,
                maybe(() -> "app.example.com"),
                Path.of("pen.crt"),
                either(Path.of("pen.crt"), () -> Path.of("pen.key")));
    }

    private void connections(ServiceBuilder service) {
        service.idleTimeout = either(Duration.ZERO, this::duration);
        service.keepAlive = random.nextBoolean();
        service.fastClose = one(List.of(FastClose.values()));
    }

    private DatagramOptions datagrams() {
        return new DatagramOptions(
                duration(), random.nextInt(4), duration(), random.nextBoolean(), 4096 + random.nextInt(1000));
    }

    private DnsOptions dns() {
        var check = new DnsOptions.Check(
                one(List.of(".", "example.com.", "a\\.b.example")),
                one(List.of("NS", "a", "TYPE65280")),
                either(Duration.ZERO, this::duration),
                1 + random.nextInt(9),
                1 + random.nextInt(9));
        return new DnsOptions(random.nextBoolean(), random.nextInt(101), duration(), check);
    }

    private EnumSet<Selection.Flag> flags() {
        var flags = EnumSet.noneOf(Selection.Flag.class);
        for (Selection.Flag flag : Selection.Flag.values()) {
            if (random.nextInt(3) == 0) {
                flags.add(flag);
            }
        }
        return flags;
    }

    private ServerConfig server(Protocol protocol) {
        Address address = protocol == Protocol.STREAM && random.nextInt(4) == 0 ? unix("backend") : inet(80);
        return new ServerConfig(
                address,
                either(0, () -> random.nextInt(1000)),
                either(0, () -> random.nextInt(1000)),
                either(0, () -> random.nextInt(1000)),
                either(0, random::nextInt),
                either(0, () -> random.nextInt(AccessList.COUNT)),
                either(AdminState.UP, () -> AdminState.DRAINING),
                protocol == Protocol.STREAM && hasTls ? maybe(() -> either(ServerTls.DEFAULT, this::serverTls)) : null,
                either(
                        ProxyProtocol.NONE,
                        () -> protocol == Protocol.STREAM
                                ? one(List.of(ProxyProtocol.V1, ProxyProtocol.V2))
                                : ProxyProtocol.V2));
    }

    private ProxyAccept proxies(Address listen) {
        if (listen instanceof Address.Unix) {
            return new ProxyAccept(List.of(), true);
        }
        var networks = new LinkedHashSet<AccessRule.Network>();
        for (int i = random.nextInt(3); i >= 0; i--) {
            int length = random.nextInt(33);
            networks.add(
                    random.nextBoolean()
                            ? AccessRule.v4(true, v4(), IpAddress.v4(length == 0 ? 0 : -1 << (32 - length)))
                            : AccessRule.v6(true, address(), random.nextInt(129)));
        }
        return new ProxyAccept(List.copyOf(networks), false);
    }

    private AccessList list(boolean countries) {
        var rules = new ArrayList<AccessRule>();
        for (int i = random.nextInt(4); i >= 0; i--) {
            rules.add(rule(random.nextBoolean(), countries));
        }
        return new AccessList(rules);
    }

    private AccessRule rule(boolean permit, boolean countries) {
        return switch (random.nextInt(countries ? 5 : 4)) {
            case 0 -> AccessRule.host(permit, address());
            case 1 -> AccessRule.v4(permit, v4(), IpAddress.v4(random.nextInt()));
            case 2 -> {
                int length = random.nextInt(33);
                yield AccessRule.v4(permit, v4(), IpAddress.v4(length == 0 ? 0 : -1 << (32 - length)));
            }
            case 3 -> AccessRule.v6(permit, address(), random.nextInt(129));
            default -> new AccessRule.Country(permit, one(List.of("SE", "NO", "DE")));
        };
    }

    private Address inet(int port) {
        String host =
                one(List.of("10.0.0.1", "0.0.0.0", "::", "2001:db8::1", "localhost", "ns1.example.com", "_srv-1"));
        return new Address.Inet(host, either(port, () -> port + random.nextInt(3) * 100));
    }

    private static Address unix(String name) {
        return new Address.Unix("/run/pen folder/" + name + ".sock");
    }

    private IpAddress address() {
        return random.nextBoolean() ? v4() : new IpAddress(random.nextLong(), random.nextLong());
    }

    private IpAddress v4() {
        return IpAddress.v4(random.nextInt());
    }

    private Duration duration() {
        long count = 1L + random.nextInt(5000);
        return switch (random.nextInt(4)) {
            case 0 -> Duration.ofMillis(count);
            case 1 -> Duration.ofSeconds(count);
            case 2 -> Duration.ofMinutes(count);
            default -> Duration.ofHours(count);
        };
    }

    private <T> T either(T usual, Supplier<T> other) {
        return random.nextInt(3) > 0 ? usual : other.get();
    }

    private <T> @Nullable T maybe(Supplier<T> other) {
        return random.nextInt(3) > 0 ? null : other.get();
    }

    private <T> T one(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
