package org.penlb.cluster.votes;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.penlb.balance.LearnedState;
import org.penlb.balance.Vote;
import org.penlb.cluster.votes.FakeElectorate.Sent;
import org.penlb.config.Address;
import org.penlb.config.cluster.ClusterConfig.Ejection;
import org.penlb.events.ServerEvent;
import org.penlb.health.ProbeResult;

/** From the failure of a server to what everybody does about it. */
class EjectionVotesTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final Address.Inet SERVER = new Address.Inet("10.0.0.1", 80);
    private static final Suspect WEB = new Suspect("web", "10.0.0.1:80");
    private static final ProbeResult TIMED_OUT = new ProbeResult.Bad("timed out");
    private static final String BOTH = "[me: refused, i1: timed out]";

    private final FakeElectorate electorate = new FakeElectorate(2);
    private final FakeServers servers = new FakeServers();
    private final List<VotedEjection> confirmed = new ArrayList<>();
    private EjectionVotes votes = votes(Ejection.VOTE);
    private long now = Long.MAX_VALUE - SECOND / 2; // a clock may start anywhere
    private long millis = 1_000_000;

    private EjectionVotes votes(Ejection mode) {
        return new EjectionVotes(mode, electorate, servers, () -> millis, confirmed::add);
    }

    private void pass(Duration time) {
        now += time.toNanos();
        millis += time.toMillis();
        votes.tick(now);
    }

    private void fails() {
        votes.happened(new ServerEvent.Ejected("web", SERVER, "refused", Duration.ofSeconds(30)), now);
    }

    private void fails(int number) {
        votes.happened(
                new ServerEvent.Ejected(
                        "web", new Address.Inet("10.0.1." + number, 80), "refused", Duration.ofSeconds(30)),
                now);
    }

    private void answers(long who, VoteMessage.Question question, ProbeResult finding) {
        assertThat(votes.received(who, FakeElectorate.answer(question, finding), now))
                .isTrue();
    }

    private VoteMessage.Question question() {
        List<VoteMessage.Question> asked = electorate.questions();
        assertThat(asked).hasSize(2).containsOnly(asked.getFirst());
        return asked.getFirst();
    }

    @Test
    void all_that_are_heard_are_asked_and_all_are_told() {
        fails();
        VoteMessage.Question question = question();
        assertThat(question.suspect()).isEqualTo(WEB);
        assertThat(question.reason()).isEqualTo("refused");
        pass(Duration.ofMillis(200));
        answers(2, question, ProbeResult.Plain.GOOD);
        assertThat(servers.taken).as("the other may say that it cannot").isEmpty();
        answers(1, question, TIMED_OUT);
        String reason = "2 of 3 instances cannot reach it: refused";
        assertThat(servers.taken)
                .containsExactly("10.0.0.1:80 " + reason + " 200 29800 [me: refused, i1: timed out, i2: reachable]");
        var ejection = new VotedEjection(
                WEB,
                reason,
                1_000_000,
                Duration.ofSeconds(30),
                List.of(
                        new Vote("me", Vote.Opinion.UNREACHABLE, "refused"),
                        new Vote("i1", Vote.Opinion.UNREACHABLE, "timed out"),
                        new Vote("i2", Vote.Opinion.REACHABLE, null)));
        assertThat(confirmed).containsExactly(ejection);
        var told = new VoteMessage.Ejected(ejection);
        assertThat(electorate.take()).containsExactly(new Sent(1, told), new Sent(2, told));
        assertThat(votes.view()).isEqualTo(new VotesView(List.of(), List.of(ejection)));
        pass(Duration.ofSeconds(30));
        assertThat(votes.view().ejections()).isEmpty();
    }

    @Test
    void who_does_not_answer_in_time_is_not_waited_for() {
        electorate.heard.add(new Electorate.Voter(3, "i3"));
        fails();
        VoteMessage.Question question = electorate.questions().getFirst();
        answers(1, question, TIMED_OUT);
        assertThat(votes.view().asking()).containsExactly(WEB);
        pass(Duration.ofMillis(1500));
        assertThat(servers.taken)
                .containsExactly("10.0.0.1:80 2 of 2 instances cannot reach it: refused 1500 28500 " + BOTH);
        assertThat(votes.view().asking()).isEmpty();
    }

    @Test
    void nobody_is_asked_again_once_it_is_said_that_others_reach_it() {
        fails();
        answers(1, question(), ProbeResult.Plain.GOOD);
        pass(Duration.ofMillis(1500));
        pass(Duration.ofSeconds(20));
        assertThat(electorate.take()).isEmpty();
        assertThat(servers.taken).isEmpty();
    }

    @Test
    void as_long_as_nobody_can_tell_all_are_asked_again_until_the_time_is_over() {
        fails();
        answers(1, question(), ProbeResult.Plain.NOT_ASKED);
        pass(Duration.ofMillis(1500));
        pass(Duration.ofMillis(1999));
        servers.seen.put(WEB, TIMED_OUT);
        assertThat(electorate.take()).isEmpty();
        pass(Duration.ofMillis(1));
        pass(Duration.ZERO);
        question();
        pass(Duration.ofMillis(1500));
        pass(Duration.ofSeconds(4));
        pass(Duration.ZERO);
        answers(2, question(), TIMED_OUT);
        assertThat(servers.taken)
                .containsExactly("10.0.0.1:80 2 of 2 instances cannot reach it: refused 9000 21000"
                        + " [me: refused, i2: timed out]");
        fails();
        for (int i = 0; i < 40; i++) {
            pass(Duration.ofSeconds(1));
        }
        electorate.take();
        for (int i = 0; i < 40; i++) {
            pass(Duration.ofSeconds(1));
        }
        assertThat(electorate.take()).as("what was seen is too old").isEmpty();
    }

    @Test
    void before_all_are_asked_again_the_server_is_looked_at_again() {
        fails();
        electorate.take();
        pass(Duration.ofMillis(1500));
        pass(Duration.ofSeconds(2));
        assertThat(servers.probed).containsExactly(WEB);
        Objects.requireNonNull(servers.probes.get(WEB)).accept(TIMED_OUT, now);
        pass(Duration.ofMillis(10));
        question();
        pass(Duration.ofMillis(1500));
        pass(Duration.ofSeconds(4));
        Objects.requireNonNull(servers.probes.get(WEB)).accept(ProbeResult.Plain.GOOD, now);
        pass(Duration.ofSeconds(10));
        assertThat(electorate.take()).isEmpty();
        assertThat(servers.probed).hasSize(2);
    }

    @Test
    void who_is_cut_off_asks_nobody_and_ejects_nobody_and_asks_when_it_is_back() {
        electorate.known = 7;
        fails();
        assertThat(electorate.take()).isEmpty();
        electorate.known = 6;
        servers.seen.put(WEB, TIMED_OUT);
        pass(Duration.ofSeconds(2));
        pass(Duration.ZERO);
        VoteMessage.Question question = question();
        electorate.known = 7;
        answers(1, question, TIMED_OUT);
        answers(2, question, TIMED_OUT);
        assertThat(servers.taken).isEmpty();
        assertThat(electorate.take()).isEmpty();
        electorate.known = 3;
        pass(Duration.ofSeconds(4));
        pass(Duration.ZERO);
        answers(1, question(), TIMED_OUT);
        pass(Duration.ofMillis(1500));
        assertThat(servers.taken).hasSize(1);
    }

    @Test
    void a_server_that_is_well_again_is_not_ejected() {
        fails();
        VoteMessage.Question question = question();
        servers.well.add(WEB);
        answers(1, question, TIMED_OUT);
        answers(2, question, TIMED_OUT);
        assertThat(servers.taken).isEmpty();
        assertThat(electorate.take()).isEmpty();
    }

    @Test
    void what_is_not_taken_here_is_not_told() {
        servers.outcomes.put(WEB, LearnedState.Outcome.TOO_MANY);
        fails();
        VoteMessage.Question question = question();
        answers(1, question, TIMED_OUT);
        answers(2, question, TIMED_OUT);
        assertThat(servers.taken).hasSize(1);
        assertThat(electorate.take()).isEmpty();
        assertThat(confirmed).isEmpty();
    }

    @Test
    void a_server_that_comes_and_goes_is_asked_about_once_a_second() {
        fails();
        answers(1, question(), ProbeResult.Plain.GOOD);
        pass(Duration.ofMillis(500));
        fails();
        fails();
        assertThat(electorate.take()).isEmpty();
        pass(Duration.ofMillis(500));
        assertThat(electorate.take()).as("the first ballot waits for the other").isEmpty();
        pass(Duration.ofMillis(500));
        fails();
        question();
        fails();
        assertThat(electorate.take()).isEmpty();
    }

    @Test
    void few_servers_are_asked_about_at_a_time() {
        for (int i = 0; i < 200; i++) {
            fails(i);
        }
        assertThat(votes.view().asking()).hasSize(Asking.MOST_OPEN);
        assertThat(electorate.questions()).hasSize(2 * Asking.MOST_OPEN);
        pass(Duration.ofMillis(1500));
        assertThat(electorate.questions()).hasSize(2 * Asking.MOST_OPEN);
        int asked = 2 * Asking.MOST_OPEN;
        for (int i = 0; i < 20; i++) {
            pass(Duration.ofMillis(750));
            asked += electorate.questions().size() / 2;
        }
        assertThat(asked).as("all get their turn").isGreaterThanOrEqualTo(10 * Asking.MOST_OPEN);
    }

    @Test
    void what_checks_found_down_is_out_for_as_long_as_what_failed() {
        votes.happened(new ServerEvent.Down("web", SERVER, "answers SERVFAIL"), now);
        answers(1, question(), TIMED_OUT);
        assertThat(servers.taken)
                .containsExactly("10.0.0.1:80 2 of 2 instances cannot reach it: answers SERVFAIL 0 30000"
                        + " [me: answers SERVFAIL, i1: timed out]");
        servers.leftAlone = Duration.ZERO;
        votes.happened(new ServerEvent.Down("web", new Address.Inet("10.0.0.2", 80), "no"), now);
        votes.happened(new ServerEvent.Up("web", SERVER), now);
        electorate.take();
        pass(Duration.ofSeconds(3));
        assertThat(electorate.questions()).isEmpty();
    }

    private static VotedEjection ejection(long beganMillis, String reason) {
        return new VotedEjection(
                WEB,
                reason,
                beganMillis,
                Duration.ofSeconds(30),
                List.of(new Vote("i1", Vote.Opinion.UNREACHABLE, "x"), new Vote("i2", Vote.Opinion.UNREACHABLE, "y")));
    }

    @Test
    void what_others_decided_is_taken_once_for_what_is_left() {
        byte[] told = ejection(millis - 5000, "older").encode();
        assertThat(votes.received(1, told, now)).isTrue();
        votes.learned(ejection(millis - 5000, "older"));
        votes.learned(ejection(millis - 6000, "too old"));
        votes.learned(ejection(millis - 30_000, "over"));
        votes.learned(ejection(millis + 500, "by a clock that is ahead"));
        assertThat(servers.taken)
                .containsExactly(
                        "10.0.0.1:80 older 5000 25000 [i1: x, i2: y]",
                        "10.0.0.1:80 by a clock that is ahead 0 30000 [i1: x, i2: y]");
        assertThat(votes.received(1, new byte[] {1, 2, 3}, now)).isFalse();
    }

    @Test
    void what_others_decide_meanwhile_is_not_asked_about_any_more() {
        fails();
        VoteMessage.Question question = question();
        votes.received(2, ejection(millis, "they say").encode(), now);
        answers(1, question, TIMED_OUT);
        pass(Duration.ofMillis(1500));
        assertThat(servers.taken).hasSize(1);
        assertThat(confirmed).isEmpty();
    }

    @Test
    void who_asks_about_what_is_decided_is_told() {
        votes.learned(ejection(millis, "they say"));
        servers.seen.put(WEB, TIMED_OUT);
        votes.received(1, VoteFormat.encode(new VoteMessage.Question(9, WEB, "refused")), now);
        assertThat(electorate.take())
                .containsExactly(
                        new Sent(1, new VoteMessage.Ejected(ejection(millis, "they say"))),
                        new Sent(1, new VoteMessage.Answer(9, TIMED_OUT)));
    }

    @Test
    void where_each_decides_for_itself_nobody_is_asked_and_nothing_taken_but_others_are_answered() {
        votes = votes(Ejection.LOCAL);
        fails();
        votes.learned(ejection(millis, "they say"));
        votes.received(1, ejection(millis, "they say").encode(), now);
        pass(Duration.ofSeconds(3));
        assertThat(electorate.take()).isEmpty();
        assertThat(servers.taken).isEmpty();
        servers.seen.put(WEB, TIMED_OUT);
        votes.received(1, VoteFormat.encode(new VoteMessage.Question(9, WEB, "refused")), now);
        assertThat(electorate.take()).containsExactly(new Sent(1, new VoteMessage.Answer(9, TIMED_OUT)));
    }
}
