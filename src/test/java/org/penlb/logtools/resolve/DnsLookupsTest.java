package org.penlb.logtools.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.penlb.config.IpAddress;
import org.penlb.logtools.resolve.LookupResult.Outcome;
import org.penlb.testing.Await;
import org.penlb.testing.PtrServer;
import org.penlb.testing.PtrServer.Answer;

/** Look-ups at name servers on this machine. */
@Timeout(120)
class DnsLookupsTest {
    /** For tests in which an answer comes: long enough for a machine that is busy. */
    private static final Duration LONG = Duration.ofSeconds(30);
    /** For tests in which none comes. */
    private static final Duration SHORT = Duration.ofMillis(100);

    private static final String NAME = "1.2.0.192.in-addr.arpa";

    private static ResolveOptions options(Duration timeout, int retries, PtrServer... servers) {
        List<InetSocketAddress> addresses =
                List.of(servers).stream().map(PtrServer::address).toList();
        return new ResolveOptions(addresses, 1000, timeout, retries);
    }

    private static LookupResult lookUp(Duration timeout, int retries, PtrServer... servers) {
        try (var lookups = new DnsLookups(options(timeout, retries, servers))) {
            return lookups.begin(IpAddress.parse("192.0.2.1")).join();
        }
    }

    private static @Nullable String nameSaidToBe(Answer answer) {
        try (var server = new PtrServer(_ -> answer)) {
            return lookUp(LONG, 0, server).name();
        }
    }

    @Test
    void a_name_is_found() {
        try (var server = new PtrServer(name -> Answer.named(name, "host.example"))) {
            assertThat(lookUp(LONG, 0, server))
                    .isEqualTo(new LookupResult(Outcome.RESOLVED, "host.example", Duration.ofHours(1)));
            assertThat(server.asked()).containsOnlyKeys(NAME);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.0.0.1",
                "a b.example",
                "a\" 200 1\n6.6.6.6.example",
                "<script>.example",
                "\u001b[2J.example",
                "\0.example",
                "",
                "-",
                "b\u00fccher.example",
            })
    void a_name_that_means_harm_is_not_taken(String name) {
        assertThat(nameSaidToBe(Answer.named(NAME, name))).isNull();
    }

    @Test
    void of_several_names_the_first_that_can_be_taken_is() {
        Answer bad = Answer.named(NAME, "1.2.3.4");
        assertThat(nameSaidToBe(bad.and(Answer.named(NAME, "b.example")).and(Answer.named(NAME, "a.example"))))
                .isEqualTo("b.example");
    }

    @Test
    void names_of_others_are_not_taken() {
        assertThat(nameSaidToBe(Answer.named("2.2.0.192.in-addr.arpa", "other.example")))
                .isNull();
    }

    @Test
    void aliases_within_an_answer_are_followed() {
        String target = "1.0-127.2.0.192.in-addr.arpa";
        assertThat(nameSaidToBe(Answer.named(target, "host.example").and(Answer.alias(NAME, target))))
                .isEqualTo("host.example");
    }

    @Test
    void an_alias_that_leads_elsewhere_is_asked_for() {
        try (var server = new PtrServer(name -> switch (name) {
            case NAME -> Answer.alias(name, "1.0-127.2.0.192.in-addr.arpa");
            case "1.0-127.2.0.192.in-addr.arpa" -> Answer.alias(name, "one.rev.example");
            case "one.rev.example" -> Answer.named(name, "host.example");
            default -> Answer.none();
        })) {
            assertThat(lookUp(LONG, 0, server).name()).isEqualTo("host.example");
            assertThat(server.queries()).isEqualTo(3);
        }
    }

    @Test
    void aliases_without_end_lead_nowhere() {
        var turn = new AtomicInteger();
        try (var server = new PtrServer(name -> Answer.alias(name, turn.incrementAndGet() + ".example"))) {
            assertThat(lookUp(LONG, 0, server).outcome()).isEqualTo(Outcome.UNNAMED);
            assertThat(server.queries()).isEqualTo(9);
        }
        assertThat(nameSaidToBe(Answer.alias(NAME, "a").and(Answer.alias("a", NAME))))
                .isNull();
    }

    @Test
    void that_there_is_no_name_is_believed_at_once() {
        try (var server = new PtrServer(_ -> Answer.none());
                var other = new PtrServer(name -> Answer.named(name, "host.example"))) {
            assertThat(lookUp(LONG, 5, server, other).outcome()).isEqualTo(Outcome.UNNAMED);
            assertThat(server.queries() + other.queries()).isEqualTo(1);
        }
    }

    @Test
    void a_server_that_cannot_tell_is_not_asked_again_but_another_one_is() {
        try (var server = new PtrServer(_ -> Answer.failed(2));
                var refusing = new PtrServer(_ -> Answer.failed(5));
                var other = new PtrServer(name -> Answer.named(name, "host.example"))) {
            assertThat(lookUp(LONG, 5, server).outcome()).isEqualTo(Outcome.REFUSED);
            assertThat(server.queries()).isEqualTo(1);
            assertThat(lookUp(LONG, 5, server, refusing, other).name()).isEqualTo("host.example");
            assertThat(refusing.queries()).isEqualTo(1);
        }
    }

    @Test
    void a_query_that_is_lost_is_sent_again() {
        var turn = new AtomicInteger();
        try (var server =
                new PtrServer(name -> turn.getAndIncrement() < 2 ? null : Answer.named(name, "host.example"))) {
            // Its third answer may take longer than it waits, on a busy machine; there are more to come then.
            assertThat(lookUp(SHORT, 10, server).name()).isEqualTo("host.example");
            assertThat(server.queries()).isGreaterThanOrEqualTo(3);
        }
    }

    @Test
    void a_silent_server_is_given_up_after_all_tries() {
        try (var server = new PtrServer(_ -> null)) {
            assertThat(lookUp(SHORT, 2, server).outcome()).isEqualTo(Outcome.TIMED_OUT);
            Await.until("all queries are read", () -> server.queries() == 3);
        }
    }

    @Test
    void one_dead_server_among_several_holds_up_the_first_few_only() {
        try (var dead = new PtrServer(_ -> null);
                var other = new PtrServer(name -> Answer.named(name, "host.example"));
                var lookups = new DnsLookups(options(Duration.ofSeconds(1), 10, dead, other))) {
            for (int i = 0; i < 3; i++) {
                List<CompletableFuture<LookupResult>> all = new ArrayList<>();
                for (int j = 0; j < 10; j++) {
                    all.add(lookups.begin(IpAddress.v4(100 * i + j)));
                }
                assertThat(all).allMatch(each -> each.join().name() != null);
            }
            Await.until("all queries are read", () -> dead.queries() >= 10);
            // Those of the first ten; and of the rest perhaps one, by which it is tried.
            assertThat(dead.queries()).isLessThan(20);
        }
    }

    private static String log(int lines, int addresses) {
        var text = new StringBuilder();
        for (int i = 0; i < lines; i++) {
            text.append("10.0.")
                    .append(i % addresses / 256)
                    .append('.')
                    .append(i % addresses % 256)
                    .append(" x\n");
        }
        return text.toString();
    }

    @Test
    void thousands_are_under_way_at_once_from_few_ports_and_none_twice() throws InterruptedException {
        int at = 3000;
        int addresses = 4000;
        var out = new ByteArrayOutputStream();
        try (var server = new PtrServer(name -> Answer.named(name, "h." + name.replace(".in-addr.arpa", ".example")))) {
            server.hold();
            var options = new ResolveOptions(List.of(server.address()), at, LONG, 5);
            try (var resolver = new LogResolver(options, new ResolveCounts())) {
                Thread running = Thread.ofPlatform().daemon().start(() -> {
                    try {
                        resolver.run(
                                new ByteArrayInputStream(
                                        log(5 * addresses, addresses).getBytes(StandardCharsets.US_ASCII)),
                                out);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
                Await.until("so many are under way", () -> server.held() == at);
                server.letGo();
                running.join();
            }
            assertThat(server.asked()).hasSize(addresses);
            assertThat(server.ports()).isLessThanOrEqualTo(DnsSockets.SOCKETS);
        }
        assertThat(out.toString(StandardCharsets.US_ASCII).lines().toList())
                .hasSize(5 * addresses)
                .startsWith("h.0.0.0.10.example x", "h.1.0.0.10.example x")
                .endsWith("h.159.15.0.10.example x")
                .allMatch(line -> line.startsWith("h."));
    }
}
