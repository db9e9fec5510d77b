package org.penlb.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.penlb.config.tls.TlsBuilder;
import org.penlb.config.tls.TlsConfig;

/** What a service of each protocol can be asked for. */
class ProtocolRulesTest {
    private static final Address NS = new Address.Inet("10.0.0.1", 53);

    private static ServiceBuilder builder(Protocol protocol) {
        var service = new ServiceBuilder("ns", new Address.Inet("0.0.0.0", 53), 100);
        service.protocol = protocol;
        service.servers().add(new ServerConfig(NS));
        return service;
    }

    private static void rejected(Protocol protocol, Consumer<ServiceBuilder> change, String message) {
        ServiceBuilder service = builder(protocol);
        change.accept(service);
        assertThatThrownBy(service::build).isInstanceOf(ConfigException.class).hasMessage(message);
    }

    @ParameterizedTest
    @EnumSource(names = {"UDP", "DNS"})
    void version_1_of_the_proxy_protocol_is_for_connections(Protocol protocol) {
        rejected(
                protocol,
                service -> service.emergency = new ServerConfig(NS).withProxyProtocol(ProxyProtocol.V1),
                "emergency server \"10.0.0.1:53\": version 1 of the PROXY protocol is for connections only"
                        + " (expected: version 2)");
    }

    @ParameterizedTest
    @EnumSource(Protocol.class)
    void what_nobody_changed_fits_every_protocol(Protocol protocol) {
        assertThat(builder(protocol).build().protocol()).isEqualTo(protocol);
    }

    private static final TlsConfig TLS = tls();

    private static TlsConfig tls() {
        var tls = new TlsBuilder();
        tls.directory = Path.of("certs.d");
        return tls.build();
    }

    static final List<Arguments> STREAMS_ONLY = List.of(
            setting("http", service -> service.http = true),
            setting("forwarded", service -> service.forwarding = new Forwarding(true, null)),
            setting("dummy", service -> service.dummy = true),
            setting("transparent", service -> service.transparent = true),
            setting("idlers", service -> service.idlers = 1),
            setting("log", service -> service.log = "/var/log/pen"),
            setting("tls", service -> service.tls = TLS));

    static final List<Arguments> CONNECTIONS_ONLY = List.of(
            setting("tcp_fastclose", service -> service.fastClose = FastClose.UP),
            setting("keepalive", service -> service.keepAlive = true));

    static final List<Arguments> UDP_ONLY = List.of(
            setting(
                    "session_timeout",
                    service -> service.datagrams = service.datagrams.withSessionTimeout(Duration.ofSeconds(1))),
            setting("responses", service -> service.datagrams = service.datagrams.withResponses(1)),
            setting(
                    "response_timeout",
                    service -> service.datagrams = service.datagrams.withResponseTimeout(Duration.ofSeconds(2))));

    static final List<Arguments> DNS_ONLY = List.of(
            setting("no rescue", service -> service.dns = service.dns.withRescue(false)),
            setting("rescue_budget", service -> service.dns = service.dns.withRescueBudget(11)),
            setting("query_timeout", service -> service.dns = service.dns.withQueryTimeout(Duration.ofSeconds(1))),
            check("check_query", check -> check.withQuery("example.com", "NS")),
            check("check_query", check -> check.withQuery(".", "A")),
            check("check_interval", check -> check.withInterval(Duration.ZERO)),
            check("check_rise", check -> check.withRise(5)),
            check("check_fall", check -> check.withFall(5)));

    private static Arguments setting(String name, Consumer<ServiceBuilder> change) {
        return Arguments.of(name, Named.of("changed", change));
    }

    private interface CheckChange {
        DnsOptions.Check of(DnsOptions.Check check);
    }

    private static Arguments check(String name, CheckChange change) {
        return setting(name, service -> service.dns = service.dns.withCheck(change.of(service.dns.check())));
    }

    @ParameterizedTest
    @FieldSource("STREAMS_ONLY")
    void what_needs_the_bytes_of_connections_is_refused_for_datagrams(String name, Consumer<ServiceBuilder> change) {
        rejected(Protocol.UDP, change, name + ": has no effect on a UDP service (expected: a TCP service)");
        rejected(Protocol.DNS, change, name + ": has no effect on a DNS service (expected: a TCP service)");
        fits(Protocol.STREAM, change);
    }

    @ParameterizedTest
    @FieldSource("CONNECTIONS_ONLY")
    void what_is_about_connections_is_refused_where_there_are_none(String name, Consumer<ServiceBuilder> change) {
        rejected(Protocol.UDP, change, name + ": has no effect on a UDP service (expected: a TCP service)");
        fits(Protocol.STREAM, change);
        fits(Protocol.DNS, change);
    }

    @Test
    void who_answers_in_plain_text_speaks_no_tls() {
        Consumer<ServiceBuilder> change = service -> {
            service.dummy = true;
            service.tls = TLS;
        };
        rejected(Protocol.STREAM, change, "dummy: answers in plain text (expected: no tls)");
    }

    @Test
    void an_idle_session_has_a_setting_of_its_own() {
        Consumer<ServiceBuilder> change = service -> service.idleTimeout = Duration.ofSeconds(5);
        rejected(Protocol.UDP, change, "idle_timeout: has no effect on a UDP service (expected: session_timeout)");
        fits(Protocol.DNS, change);
    }

    @ParameterizedTest
    @FieldSource("UDP_ONLY")
    void what_is_about_sessions_is_refused_elsewhere(String name, Consumer<ServiceBuilder> change) {
        rejected(Protocol.STREAM, change, name + ": has no effect on a TCP service (expected: -U)");
        rejected(Protocol.DNS, change, name + ": has no effect on a DNS service (expected: -U)");
        fits(Protocol.UDP, change);
    }

    @Test
    void a_receive_buffer_is_for_all_datagrams() {
        Consumer<ServiceBuilder> change = service ->
                service.datagrams = service.datagrams.withReceiveBuffer(DatagramOptions.LEAST_RECEIVE_BUFFER);
        rejected(Protocol.STREAM, change, "receive_buffer: has no effect on a TCP service (expected: -U or dns)");
        fits(Protocol.UDP, change);
        fits(Protocol.DNS, change);
    }

    @ParameterizedTest
    @FieldSource("DNS_ONLY")
    void what_is_about_queries_is_refused_elsewhere(String name, Consumer<ServiceBuilder> change) {
        rejected(Protocol.STREAM, change, name + ": has no effect on a TCP service (expected: dns)");
        rejected(Protocol.UDP, change, name + ": has no effect on a UDP service (expected: dns)");
        fits(Protocol.DNS, change);
    }

    private static void fits(Protocol protocol, Consumer<ServiceBuilder> change) {
        ServiceBuilder service = builder(protocol);
        change.accept(service);
        assertThatCode(service::build).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @EnumSource(
            value = Protocol.class,
            names = {"UDP", "DNS"})
    void there_are_no_datagrams_on_unix_sockets(Protocol protocol) {
        var unix = new Address.Unix("/run/x");
        String why = ": a " + protocol + " service has no Unix sockets (expected: host:port)";
        rejected(protocol, service -> service.listen = unix, "listener \"/run/x\"" + why);
        rejected(protocol, service -> service.servers().add(new ServerConfig(unix)), "server \"/run/x\"" + why);
        rejected(protocol, service -> service.emergency = new ServerConfig(unix), "emergency server \"/run/x\"" + why);
        rejected(protocol, service -> service.abuse = new ServerConfig(unix), "abuse server \"/run/x\"" + why);
    }

    @ParameterizedTest
    @CsvSource({
        "224.0.0.1, 224.0.0.1:53",
        "239.255.255.255, 239.255.255.255:53",
        "255.255.255.255, 255.255.255.255:53",
        "ff02::1, [ff02::1]:53",
    })
    void there_are_no_answers_from_many(String host, String written) {
        var many = new Address.Inet(host, 53);
        String why = "\": " + host + " is a multicast or broadcast address (expected: the address of one host)";
        for (Protocol protocol : List.of(Protocol.UDP, Protocol.DNS)) {
            rejected(protocol, service -> service.listen = many, "listener \"" + written + why);
            rejected(protocol, service -> service.servers().add(new ServerConfig(many)), "server \"" + written + why);
        }
    }

    @Test
    void tcp_and_udp_have_ports_of_their_own() {
        ServiceConfig tcp = named("tcp", Protocol.STREAM);
        ServiceConfig udp = named("udp", Protocol.UDP);
        ServiceConfig dns = named("dns", Protocol.DNS);
        assertThatCode(() -> new PenConfig(List.of(tcp, udp), RelayKind.AUTO, 1))
                .doesNotThrowAnyException();
        for (ServiceConfig other : List.of(tcp, udp)) {
            assertThatThrownBy(() -> new PenConfig(List.of(other, dns), RelayKind.AUTO, 1))
                    .hasMessage("services: the listener 0.0.0.0:53 is there twice");
        }
    }

    private static ServiceConfig named(String name, Protocol protocol) {
        var service = new ServiceBuilder(name, new Address.Inet("0.0.0.0", 53), 100);
        service.protocol = protocol;
        service.servers().add(new ServerConfig(NS));
        return service.build();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    a..b  | NS  | check_query: "a..b" is not a domain name
                    .     | N S | check_query: "N S" is not a type to ask for (expected: such as NS, A or TYPE65)
                    """)
    void a_health_check_asks_for_a_name_and_a_type(String name, String type, String message) {
        assertThatThrownBy(() -> DnsOptions.DEFAULT.check().withQuery(name, type))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void options_change_one_value_at_a_time() {
        assertThat(DatagramOptions.DEFAULT
                        .withSessionTimeout(Duration.ofSeconds(1))
                        .withResponses(2)
                        .withResponseTimeout(Duration.ofSeconds(3))
                        .withResend(true)
                        .withReceiveBuffer(5000))
                .isEqualTo(new DatagramOptions(Duration.ofSeconds(1), 2, Duration.ofSeconds(3), true, 5000));
        DnsOptions.Check check = DnsOptions.DEFAULT
                .check()
                .withQuery("a.", "A")
                .withInterval(Duration.ofSeconds(4))
                .withRise(5)
                .withFall(6);
        assertThat(check).isEqualTo(new DnsOptions.Check("a.", "A", Duration.ofSeconds(4), 5, 6));
        assertThat(DnsOptions.DEFAULT
                        .withRescue(false)
                        .withRescueBudget(7)
                        .withQueryTimeout(Duration.ofSeconds(8))
                        .withCheck(check))
                .isEqualTo(new DnsOptions(false, 7, Duration.ofSeconds(8), check));
    }
}
