package org.penlb.cluster.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.penlb.config.AdminState;
import org.penlb.config.ConfigException;
import org.penlb.config.DatagramOptions;
import org.penlb.config.DnsOptions;
import org.penlb.config.PenBuilder;
import org.penlb.config.Protocol;
import org.penlb.config.ServerArguments;
import org.penlb.config.ServerConfig;
import org.penlb.config.ServiceBuilder;
import org.penlb.config.ServiceConfig;
import org.penlb.config.StreamOptions;
import org.penlb.config.command.CommandParser;

/** Which settings are the same at all instances once they are ordered. */
class SharedSettingTest {
    private static final ServerArguments ARGUMENTS = new ServerArguments(_ -> -1);

    /** What is each instance's own, or is told in another way: whoever adds a setting shares it, or says here why not. */
    private static final Set<String> NOT_SHARED = Set.of(
            "name", // by which orders know the service
            "listen", // an address of this machine
            "listener", // no command changes it
            "stream.source", // another one
            "log", // a file of this machine
            "statusFile", // another one
            "tls", // files of this machine, too
            "routing", // no command changes it
            "stream.forwarding", // nor this
            "stream.backlog", // no command changes it
            "stream.multiAccept", // nor this
            "protocol", // cannot change while Pen runs
            "servers", // orders of their own
            "emergency", // no command changes it
            "abuse", // nor this
            "blacklistings"); // orders of their own

    private static final Set<Class<?>> GROUPS =
            Set.of(StreamOptions.class, DatagramOptions.class, DnsOptions.class, DnsOptions.Check.class);

    private final CommandParser parser = new CommandParser(ARGUMENTS, ARGUMENTS.listener("127.0.0.1:80"), true);

    private static PenBuilder pen(Protocol protocol) {
        var service = new ServiceBuilder("web", ARGUMENTS.listener("127.0.0.1:80"), 100);
        service.protocol = protocol;
        service.servers().add(ARGUMENTS.server("127.0.0.1:9", service.listen()));
        return new PenBuilder(service, ARGUMENTS);
    }

    private static String another(SharedSetting setting, String value) {
        return switch (value) {
            case "on" -> "off";
            case "off" -> setting.word().startsWith("tcp_") ? "both" : "on";
            case ". NS" -> "example.org A";
            case "" -> "permit 10.0.0.0 255.0.0.0\ndeny 2001:db8::/32\npermit country SE";
            case "2147483647" -> "7";
            case String number -> String.valueOf(Integer.parseInt(number) + 1);
        };
    }

    private static Map<String, Object> fields(Record record) {
        Map<String, Object> fields = new LinkedHashMap<>();
        for (RecordComponent component : record.getClass().getRecordComponents()) {
            try {
                Object value = component.getAccessor().invoke(record);
                if (value instanceof Record group && GROUPS.contains(group.getClass())) {
                    fields(group).forEach((name, each) -> fields.put(component.getName() + "." + name, each));
                } else {
                    fields.put(component.getName(), value);
                }
            } catch (ReflectiveOperationException e) {
                throw new AssertionError(e);
            }
        }
        return fields;
    }

    @Test
    void every_field_of_a_service_is_shared_or_known_not_to_be() {
        Set<String> shared = new TreeSet<>();
        Set<String> all = new TreeSet<>();
        for (SharedSetting setting : SharedSetting.all()) {
            int changed = 0;
            for (Protocol protocol : Protocol.values()) {
                ServiceConfig before = pen(protocol).service().build();
                PenBuilder pen = pen(protocol);
                setting.apply(another(setting, setting.value(pen)), parser, pen);
                try {
                    Map<String, Object> fields = fields(before);
                    Map<String, Object> after = fields(pen.service().build());
                    all.addAll(fields.keySet());
                    fields.keySet().removeIf(field -> Objects.equals(fields.get(field), after.get(field)));
                    shared.addAll(fields.keySet());
                    changed += fields.size();
                } catch (ConfigException e) {
                    assertThat(e).hasMessageContaining("has no effect on a");
                }
            }
            assertThat(changed).as(setting.word()).isPositive();
        }
        all.removeAll(NOT_SHARED);
        assertThat(shared).isEqualTo(all);
    }

    @Test
    void every_field_of_a_server_that_commands_change_is_shared() {
        var server = new ServerConfig(ARGUMENTS.destination("127.0.0.1:9"));
        // no command says how it is told of its clients
        Set<String> shared = new TreeSet<>(Set.of("address", ServerField.STATE, "proxyProtocol"));
        for (ServerField field : ServerField.values()) {
            Map<String, Object> before = fields(server);
            Map<String, Object> after = fields(field.with(server, "1"));
            before.keySet().stream()
                    .filter(name -> !Objects.equals(before.get(name), after.get(name)))
                    .forEach(shared::add);
            assertThat(field.value(field.with(server, "1"))).isEqualTo("1");
        }
        shared.add("tls"); // no command changes it
        assertThat(shared).containsExactlyInAnyOrderElementsOf(fields(server).keySet());
    }

    @Test
    void what_is_set_reads_back() {
        for (SharedSetting setting : SharedSetting.all()) {
            PenBuilder pen = pen(Protocol.STREAM);
            String value = another(setting, setting.value(pen));
            setting.apply(value, parser, pen);
            assertThat(setting.value(pen)).as(setting.word()).isEqualTo(value);
            assertThat(setting.isSame(pen, pen(Protocol.STREAM))).isFalse();
            assertThat(SharedSetting.named(setting.word())).isSameAs(setting);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "blacklist, x",
        "blacklist, -1",
        "blacklist, 3 4",
        "blacklist, ''",
        "hash, yes",
        "tcp_fastclose, left",
        "check_query, example.org",
        "acl 0, cut",
        "acl 0, permit 10.0.0.1 cut",
        "acl 3, ' '"
    })
    void an_order_can_do_nothing_but_set_its_setting(String word, String value) {
        PenBuilder pen = pen(Protocol.STREAM);
        assertThatThrownBy(() -> SharedSetting.named(word).apply(value, parser, pen))
                .isInstanceOf(ConfigException.class);
        assertThat(pen.service().build())
                .isEqualTo(pen(Protocol.STREAM).service().build());
    }

    @Test
    void what_a_file_says_more_precisely_is_left_alone() {
        PenBuilder pen = pen(Protocol.STREAM);
        pen.service().blacklist = Duration.ofMillis(1500);
        SharedSetting.named("blacklist").apply("1", parser, pen);
        assertThat(pen.service().blacklist).hasMillis(1500);
    }

    @Test
    void what_is_not_known_is_refused() {
        for (String word : List.of("listen", "log", "source", "debug", "control_acl", "ascii", "acl 10", "nonsense")) {
            assertThatThrownBy(() -> SharedSetting.named(word))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining("not known here");
        }
    }

    @Test
    void a_state_reads_back() {
        for (String value : List.of("up 3", "drain 0", "removed")) {
            assertThat(OrderedState.of(value).value()).isEqualTo(value);
        }
        assertThat(OrderedState.of("drain 65535")).isEqualTo(new OrderedState(AdminState.DRAINING, 65_535));
        for (String value : List.of("", "up", "up x", "up 65536", "up 1 2", "removed 1", "down 1")) {
            assertThatThrownBy(() -> OrderedState.of(value)).as(value).isInstanceOf(ConfigException.class);
        }
    }
}
