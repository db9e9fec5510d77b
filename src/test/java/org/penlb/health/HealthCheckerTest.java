package org.penlb.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.penlb.balance.HealthChange;
import org.penlb.balance.Observation;
import org.penlb.balance.Server;
import org.penlb.balance.ServerHealth;
import org.penlb.balance.ServerTable;
import org.penlb.config.AccessList;
import org.penlb.config.Address;
import org.penlb.config.AdminState;
import org.penlb.config.Selection;
import org.penlb.config.ServerConfig;

/** Who is asked when, and what follows, whatever the probe. */
class HealthCheckerTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final ProbeResult BAD = new ProbeResult.Bad("answers SERVFAIL");

    /** A question that a test answers, or leaves without an answer. */
    private static final class Asked implements Probe.Asking {
        final SocketAddress server;
        final Consumer<ProbeResult> told;
        boolean cancelled;

        Asked(SocketAddress server, Consumer<ProbeResult> told) {
            this.server = server;
            this.told = told;
        }

        @Override
        public void cancel() {
            cancelled = true;
        }
    }

    private final List<Asked> asked = new ArrayList<>();
    private final List<String> told = new ArrayList<>();
    private @Nullable ProbeResult atOnce;
    private long now = Long.MAX_VALUE - 5; // a clock may start anywhere, and run over
    private ServerTable table = table(List.of());
    private final HealthChecker checker = new HealthChecker(() -> table, this::observed);
    private CheckRules rules = new CheckRules(SECOND, 2, 3, this::ask);

    private static ServerTable table(List<Server> servers) {
        return new ServerTable(servers, null, null, AccessList.EMPTY, Selection.DEFAULT);
    }

    private static ServerConfig config(int last) {
        return new ServerConfig(new Address.Inet("10.0.0." + last, 53));
    }

    private static SocketAddress at(int last) {
        return new InetSocketAddress(InetAddress.ofLiteral("10.0.0." + last), 53);
    }

    private static Server server(int index, Server.Role role, int last) {
        return new Server(index, role, config(last), at(last), AccessList.EMPTY);
    }

    /** Servers at these addresses. */
    private void serve(int... lasts) {
        table = table(IntStream.range(0, lasts.length)
                .mapToObj(i -> server(i, Server.Role.REGULAR, lasts[i]))
                .toList());
    }

    private Server server(int index) {
        return table.servers().get(index);
    }

    private Probe.Asking ask(SocketAddress server, long nanos, Consumer<ProbeResult> answer) {
        assertThat(nanos).isEqualTo(SECOND.toNanos());
        var question = new Asked(server, answer);
        asked.add(question);
        if (atOnce != null) {
            answer.accept(atOnce);
        }
        return question;
    }

    private void observed(Server server, Observation seen) {
        HealthChange change = server.observe(seen, now);
        if (change != HealthChange.NONE) {
            told.add(server.index() + " " + change);
        }
    }

    /** A second goes by, and whoever is asked then is answered so, or not at all. */
    private int round(@Nullable ProbeResult answer) {
        asked.clear();
        checker.tick(rules, now);
        List<Asked> questions = List.copyOf(asked);
        if (answer != null) {
            questions.forEach(question -> question.told.accept(answer));
        }
        now += SECOND.toNanos();
        return questions.size();
    }

    @Test
    void a_server_is_down_after_bad_answers_in_a_row_and_up_after_good_ones() {
        serve(1);
        round(BAD);
        round(BAD);
        round(ProbeResult.Plain.GOOD);
        round(BAD);
        round(BAD);
        assertThat(told).isEmpty();
        round(BAD);
        assertThat(server(0).downReason()).isEqualTo("answers SERVFAIL");
        round(ProbeResult.Plain.GOOD);
        round(BAD);
        round(ProbeResult.Plain.GOOD);
        assertThat(told).containsExactly("0 WENT_DOWN");
        round(ProbeResult.Plain.GOOD);
        assertThat(told).containsExactly("0 WENT_DOWN", "0 CAME_UP");
    }

    @Test
    void a_server_that_does_not_answer_before_it_is_asked_again_has_answered_badly() {
        serve(1);
        round(null);
        Asked first = asked.getFirst();
        round(null);
        assertThat(first.cancelled).isTrue();
        first.told.accept(ProbeResult.Plain.GOOD); // too late
        round(null);
        assertThat(server(0).downReason()).isNull();
        round(null);
        assertThat(server(0).downReason()).isEqualTo("does not answer");
        assertThat(server(0).health().lastGoodCheck()).isNull();
    }

    @Test
    void a_server_that_is_well_is_known_to_be_up_and_when_it_said_so() {
        serve(1);
        round(ProbeResult.Plain.GOOD);
        assertThat(server(0).health().verdict()).isEqualTo(ServerHealth.Verdict.UNKNOWN);
        long then = now;
        round(ProbeResult.Plain.GOOD);
        assertThat(server(0).health().verdict()).isEqualTo(ServerHealth.Verdict.UP);
        assertThat(server(0).health().lastGoodCheck()).isEqualTo(then);
        assertThat(told).isEmpty();
    }

    @Test
    void what_this_machine_lacks_says_nothing_about_a_server() {
        serve(1);
        for (int i = 0; i < 10; i++) {
            round(ProbeResult.Plain.NOT_ASKED);
        }
        assertThat(server(0).health().verdict()).isEqualTo(ServerHealth.Verdict.UNKNOWN);
    }

    @Test
    void a_probe_may_know_at_once() {
        serve(1);
        atOnce = BAD;
        for (int i = 0; i < 3; i++) {
            round(null);
        }
        assertThat(told).containsExactly("0 WENT_DOWN");
        atOnce = ProbeResult.Plain.GOOD;
        round(null);
        round(null);
        assertThat(told).containsExactly("0 WENT_DOWN", "0 CAME_UP");
        assertThat(asked).noneMatch(question -> question.cancelled);
    }

    @Test
    void servers_at_one_address_are_asked_once_and_are_down_and_up_together() {
        serve(1, 2, 1);
        for (int i = 0; i < 3; i++) {
            assertThat(told).isEmpty();
            assertThat(round(BAD)).isEqualTo(2);
        }
        assertThat(told).containsExactlyInAnyOrder("0 WENT_DOWN", "1 WENT_DOWN", "2 WENT_DOWN");
        round(ProbeResult.Plain.GOOD);
        round(ProbeResult.Plain.GOOD);
        assertThat(table.servers()).allMatch(server -> server.downReason() == null);
    }

    @Test
    void one_of_several_at_an_address_that_clients_found_down_is_up_after_good_answers() {
        serve(1, 1);
        round(ProbeResult.Plain.GOOD);
        server(0).observe(new Observation.FoundDown("does not answer"), now);
        round(ProbeResult.Plain.GOOD);
        assertThat(server(0).downReason()).isNotNull();
        round(ProbeResult.Plain.GOOD);
        assertThat(server(0).downReason()).isNull();
    }

    @Test
    void it_is_time_again_after_the_interval_and_no_sooner() {
        serve(1);
        assertThat(checker.tick(rules, now)).isEqualTo(SECOND.toNanos());
        now += SECOND.toNanos() - 1;
        assertThat(checker.tick(rules, now)).isEqualTo(1);
        assertThat(asked).hasSize(1);
        now += 1;
        assertThat(checker.tick(rules, now)).isEqualTo(SECOND.toNanos());
        assertThat(asked).hasSize(2);
    }

    @Test
    void other_rules_begin_with_a_round_at_once_and_what_was_counted_counts_on() {
        serve(1);
        round(BAD);
        round(BAD);
        now -= SECOND.toNanos() - 1;
        rules = new CheckRules(SECOND, 2, 3, (server, nanos, answer) -> ask(server, nanos, answer));
        assertThat(round(BAD)).isEqualTo(1);
        assertThat(told).containsExactly("0 WENT_DOWN");
    }

    @Test
    void without_rules_nobody_stays_down_whoever_found_him_so() {
        serve(1, 2);
        round(null);
        Asked waiting = asked.getFirst();
        server(0).observe(new Observation.FoundDown("found by another event loop"), now);
        assertThat(checker.tick(null, now)).isEqualTo(Long.MAX_VALUE);
        assertThat(waiting.cancelled).isTrue();
        assertThat(told).containsExactly("0 UNCHECKED");
        server(1).observe(new Observation.FoundDown("found right after that"), now);
        checker.tick(null, now);
        assertThat(told).containsExactly("0 UNCHECKED", "1 UNCHECKED");
    }

    @Test
    void the_emergency_server_is_asked_and_neither_the_abuse_server_nor_one_that_is_removed() {
        Server removed =
                new Server(0, Server.Role.REGULAR, config(1).withState(AdminState.REMOVED), at(1), AccessList.EMPTY);
        Server draining =
                new Server(1, Server.Role.REGULAR, config(2).withState(AdminState.DRAINING), at(2), AccessList.EMPTY);
        table = new ServerTable(
                List.of(removed, draining),
                server(0, Server.Role.EMERGENCY, 3),
                server(0, Server.Role.ABUSE, 4),
                AccessList.EMPTY,
                Selection.DEFAULT);
        round(null);
        assertThat(asked).extracting(question -> question.server).containsExactlyInAnyOrder(at(2), at(3));
    }

    @Test
    void a_server_that_has_another_address_is_another_machine() {
        serve(1);
        round(BAD);
        round(BAD);
        round(null);
        Asked old = asked.getFirst();
        table = table(List.of(server(0).changed(config(2), at(2), AccessList.EMPTY)));
        assertThat(round(BAD)).isEqualTo(1);
        assertThat(old.cancelled).isTrue();
        assertThat(asked).extracting(question -> question.server).containsExactly(at(2));
        round(BAD);
        assertThat(told).isEmpty();
        round(BAD);
        assertThat(told).containsExactly("0 WENT_DOWN");
    }

    @Test
    void a_check_that_is_not_answered_while_clients_are_is_no_failure() {
        serve(1, 2);
        for (int i = 0; i < 10; i++) {
            round(null);
            server(0).lastHeard().answered(now - 1);
        }
        assertThat(told).containsExactly("1 WENT_DOWN");
        assertThat(server(0).health().proven())
                .as("that is for those to say who were answered")
                .isFalse();
    }

    @Test
    void checks_that_are_not_answered_in_a_row_count_from_the_last_answer_to_a_client() {
        serve(1);
        for (int i = 0; i < 10; i++) {
            round(null);
            round(null);
            server(0).lastHeard().answered(now - 1);
            round(null);
        }
        assertThat(told).isEmpty();
    }

    @Test
    void an_answer_from_before_the_check_speaks_for_nobody() {
        serve(1);
        server(0).lastHeard().answered(now);
        for (int i = 0; i < 4; i++) {
            round(null);
        }
        assertThat(told).containsExactly("0 WENT_DOWN");
    }
}
