package org.penlb.config.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.RecordComponent;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.penlb.config.Address;
import org.penlb.config.ConfigException;
import org.penlb.config.PenBuilder;
import org.penlb.config.PenConfig;
import org.penlb.config.Protocol;
import org.penlb.config.ServerArguments;
import org.penlb.config.ServerConfig;
import org.penlb.config.ServiceBuilder;
import org.penlb.config.ServiceConfig;

/** Whatever is said to Pen, it has a configuration that can be used, and that can be written and read back. */
class CommandsPropertiesTest {
    private static final ServerArguments ARGUMENTS = new ServerArguments(name -> name.equals("http") ? 80 : -1);
    private static final Address LISTENER = new Address.Inet("127.0.0.1", 8080);
    private static final CommandParser PARSER = new CommandParser(ARGUMENTS, LISTENER, false);

    /** What lines make of it (65,536 servers, if need be) is read back once, and not again with every line that follows. */
    private static final int MANY_LINES = 80;

    /** One for all lines about a protocol: each finds it as the others left it. */
    private static final Map<Protocol, PenConfig> CONFIGS = new EnumMap<>(Map.of(
            Protocol.STREAM, start(Protocol.STREAM),
            Protocol.UDP, start(Protocol.UDP),
            Protocol.DNS, start(Protocol.DNS)));

    private static PenConfig start(Protocol protocol) {
        var service = new ServiceBuilder("pen", LISTENER, 1000);
        service.protocol = protocol;
        service.servers().add(new ServerConfig(new Address.Inet("10.0.0.1", 80)));
        service.servers().add(new ServerConfig(new Address.Inet("10.0.0.2", 80)));
        return new PenBuilder(service, ARGUMENTS).build();
    }

    @Provide
    static Arbitrary<String> lines() {
        Arbitrary<String> words = Arbitraries.of(
                "no",
                "acl",
                "permit",
                "deny",
                "country",
                "server",
                "address",
                "port",
                "max",
                "hard",
                "weight",
                "prio",
                "blacklist",
                "drain",
                "up",
                "remove",
                "add",
                "client_acl",
                "control_acl",
                "clients_max",
                "conn_max",
                "pending_max",
                "idlers",
                "idle_timeout",
                "timeout",
                "tracking",
                "debug",
                "tcp_fastclose",
                "both",
                "off",
                "source",
                "listen",
                "log",
                "web_stats",
                "write",
                "include",
                "exit",
                "close",
                "connection",
                "socket",
                "recent",
                "explain",
                "status",
                "servers",
                "mode",
                "pid",
                "help",
                "hash",
                "roundrobin",
                "stubborn",
                "ascii",
                "keepalive",
                "tcp_nodelay",
                "dummy",
                "dns",
                "first",
                "least",
                "rescue",
                "rescue_budget",
                "query_timeout",
                "session_timeout",
                "responses",
                "response_timeout",
                "receive_buffer",
                "check_query",
                "check_interval",
                "check_rise",
                "check_fall",
                "counters",
                "http",
                "epoll",
                "#",
                "service");
        Arbitrary<String> values = Arbitraries.of(
                "0",
                "1",
                "2",
                "9",
                "10",
                "-1",
                "65535",
                "65536",
                "2147483647",
                "2147483648",
                "99999999999999999999",
                "10.0.0.1",
                "255.0.0.0",
                "10.0.0.1:80",
                "::1",
                "[::1]:80",
                "fe80::/10",
                "::/129",
                "1.2.3",
                "/tmp/x",
                "host",
                "host:http",
                "a:b:c",
                "[",
                "]",
                ":",
                "",
                "SE",
                "%s",
                "{0}",
                "\u0000",
                "\u00fc",
                "0x10",
                "1e3");
        Arbitrary<String> junk = Arbitraries.strings().ofMaxLength(12);
        Arbitrary<String> word = Arbitraries.frequencyOf(Tuple.of(6, words), Tuple.of(6, values), Tuple.of(1, junk));
        Arbitrary<String> likely = Arbitraries.of(
                "server 0 max 5 hard 6",
                "server 1 address 10.9.9.9 port 81",
                "acl 3 permit 10.0.0.0 255.0.0.0",
                "server 7 acl 1 address ::1 port 9",
                "acl 4 deny 2001:db8::/32",
                "server 1 remove",
                "server 0 drain",
                "server add 10.0.0.3:80:1:2:3:4 10.0.0.4",
                "listen /tmp/x",
                "listen 127.0.0.1:8080",
                "source 10.0.0.9",
                "log /var/log/pen",
                "session_timeout 60",
                "responses 3",
                "response_timeout 250",
                "receive_buffer 65536",
                "acl 3 deny 10.0.0.9 cut",
                "dns",
                "no rescue",
                "rescue_budget 25",
                "query_timeout 900",
                "check_query example.com. SOA",
                "check_query . NS",
                "check_interval 0",
                "check_rise 1",
                "check_fall 9",
                "first",
                "least",
                "no least",
                "no log",
                "ssl_sni_path /tmp/certs",
                "no ssl_sni_path",
                "ssl_ciphers HIGH:!aNULL",
                "ssl_option no_tlsv1.2",
                "no ssl_option");
        return Arbitraries.oneOf(
                word.list().ofMinSize(1).ofMaxSize(7).map(list -> String.join(" ", list)),
                likely,
                Arbitraries.strings().ofMaxLength(200));
    }

    @Property(tries = 5_000)
    void nothing_that_is_said_breaks_it(@ForAll("lines") String line, @ForAll Protocol protocol) {
        Command command;
        try {
            command = PARSER.parse(line);
        } catch (ConfigException e) {
            assertThat(e.getMessage()).isNotBlank();
            return;
        }
        if (command instanceof Command.Change change) {
            var pen = new PenBuilder(config(protocol), 0, ARGUMENTS);
            PenConfig changed;
            try {
                Changes.apply(change, pen);
                changed = pen.build();
            } catch (ConfigException e) {
                assertThat(e.getMessage()).isNotBlank();
                return;
            }
            int lines = readBack(changed);
            if (changed.services().getFirst().protocol() == protocol) {
                CONFIGS.put(protocol, lines > MANY_LINES ? start(protocol) : changed);
            }
        }
    }

    private static PenConfig config(Protocol protocol) {
        return Objects.requireNonNull(CONFIGS.get(protocol));
    }

    /** As how many lines it was written. DNS is said in the file; UDP is an option of the command line. */
    private static int readBack(PenConfig config) {
        String written = CommandWriter.write(new PenBuilder(config, 0, ARGUMENTS), 1000);
        Protocol protocol = config.services().getFirst().protocol();
        var other = new PenBuilder(start(protocol == Protocol.DNS ? Protocol.STREAM : protocol), 0, ARGUMENTS);
        other.service().listen = config.services().getFirst().listen();
        List<String> lines = List.of(written.split("\n"));
        for (String line : lines) {
            Command.Change change = PARSER.parseChange(line);
            if (change != null) {
                Changes.apply(change, other);
            }
        }
        assertThat(CommandWriter.write(other, 1000)).isEqualTo(written);
        assertThat(whatIsWritten(other.build().services().getFirst()))
                .isEqualTo(whatIsWritten(config.services().getFirst()));
        return lines.size();
    }

    /** All but what is carried out once, and what never becomes smaller. By equals: to look into all fields takes a minute. */
    private static Map<String, Object> whatIsWritten(ServiceConfig service) {
        Map<String, Object> values = new HashMap<>();
        for (RecordComponent component : ServiceConfig.class.getRecordComponents()) {
            try {
                values.put(component.getName(), component.getAccessor().invoke(service));
            } catch (ReflectiveOperationException e) {
                throw new LinkageError(component.getName(), e);
            }
        }
        values.keySet().removeAll(Set.of("blacklistings", "connectionsMax"));
        return values;
    }
}
