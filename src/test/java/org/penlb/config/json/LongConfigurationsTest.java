package org.penlb.config.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.penlb.config.ConfigException;
import org.penlb.config.PenConfig;
import org.penlb.service.OwnListeners;

/** Files as long as no hand writes them: each takes as long as it is, and what is too much is told at once. */
@Tag("alone")
class LongConfigurationsTest {
    /** What was quadratic took a minute and more. */
    private static final Duration SHORT = Duration.ofSeconds(8);

    private static String joined(int count, IntFunction<String> each) {
        return IntStream.range(0, count).mapToObj(each).collect(Collectors.joining(","));
    }

    private static PenConfig read(String json) {
        return JsonConfig.read(JsonConfig.parse(json, "long.json"), Contexts.USUAL);
    }

    private static void inShort(Runnable work) {
        var threads = ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadCpuTime();
        work.run();
        assertThat(Duration.ofNanos(threads.getCurrentThreadCpuTime() - before)).isLessThan(SHORT);
    }

    private static void refused(String json, String... lines) {
        inShort(() -> assertThatThrownBy(() -> read(json))
                .isInstanceOf(ConfigException.class)
                .satisfies(
                        e -> assertThat(String.valueOf(e.getMessage()).lines().count())
                                .isLessThan(102))
                .hasMessageContainingAll(lines));
    }

    @Test
    void unknown_keys_by_the_hundred_thousand() {
        refused(
                "{" + joined(100_000, i -> "\"key" + i + "\": 1") + "}",
                "key0: unknown key",
                "services: is missing",
                "... and 99901 more");
    }

    @Test
    void a_mistake_in_each_of_thousands() {
        refused(
                "{\"services\": [" + joined(20_000, i -> service(i, "127.0.0.1", i + 10_000, ", \"wait\": 1")) + "]}",
                "services[0].wait: unknown key",
                "... and 19900 more");
        refused(
                "{\"services\": [{\"name\": \"a\", \"listen\": \"127.0.0.1:0\", \"servers\": ["
                        + joined(60_000, _ -> "{\"address\": \"10.0.0.1:80\", \"wight\": 1}") + "]}]}",
                "services[0].servers[0].wight: unknown key (did you mean \"weight\"?)",
                "... and 59900 more");
    }

    @Test
    void the_same_name_and_listener_thousands_of_times() {
        refused(
                "{\"services\": [" + joined(20_000, _ -> service(0, "0.0.0.0", 80, "")) + "]}",
                "services[1].name: \"s0\" is that of services[0].name",
                "... and 39898 more");
    }

    @Test
    void services_by_the_thousand() {
        inShort(() -> {
            PenConfig ports =
                    read("{\"services\": [" + joined(20_000, i -> service(i, "127.0.0.1", i + 10_000, "")) + "]}");
            assertThat(ports.services()).hasSize(20_000);
            assertThat(OwnListeners.check(ports)).isEmpty();
        });
        inShort(() -> {
            PenConfig addresses = read("{\"services\": ["
                    + joined(20_000, i -> service(i, "127.1." + i / 250 + "." + (i % 250 + 1), 80, "")) + "]}");
            assertThat(OwnListeners.check(addresses)).isEmpty();
        });
    }

    @Test
    void what_is_too_much_is_told_at_once() {
        refused("{" + joined(300_000, i -> "\"key" + i + "\": 1") + "}", "more than 200000 keys in one object");
        refused(
                "{\"services\": [{\"name\": \"a\", \"listen\": \"127.0.0.1:0\", \"servers\": ["
                        + joined(70_000, _ -> "\"10.0.0.1\"") + "]}]}",
                "services[0].servers: 70000 entries are more than 65536");
        refused(
                "{\"services\": " + "[".repeat(200) + "]".repeat(200) + "}",
                "values within values, more than 100 deep");
        refused("{\"services\": [" + joined(70_000, i -> service(i, "127.0.0.1", 0, "")) + "]}", "services: 70000");
    }

    private static String service(int number, String host, int port, String more) {
        return "{\"name\": \"s%d\", \"listen\": \"%s:%d\", \"servers\": [\"10.0.0.1:80\"]%s}"
                .formatted(number, host, port, more);
    }
}
