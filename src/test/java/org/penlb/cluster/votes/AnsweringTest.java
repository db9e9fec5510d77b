package org.penlb.cluster.votes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.penlb.cluster.votes.FakeElectorate.Sent;
import org.penlb.health.ProbeResult;

/** What is said to those who ask, and how seldom a server is bothered for that. */
class AnsweringTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final Suspect WEB = suspect(1);
    private static final ProbeResult REFUSED = new ProbeResult.Bad("refused");

    private final FakeElectorate electorate = new FakeElectorate(2);
    private final FakeServers servers = new FakeServers();
    private final Evidence evidence = new Evidence(servers);
    private final Answering answering = new Answering(electorate, evidence);
    private long now = Long.MAX_VALUE - SECOND / 2; // a clock may start anywhere

    private static Suspect suspect(int number) {
        return new Suspect("web", "10.0.0." + number + ":80");
    }

    private void asks(long who, long ballot, Suspect suspect) {
        answering.asked(who, new VoteMessage.Question(ballot, suspect, "refused"), now);
    }

    private void probeTells(ProbeResult result) {
        Objects.requireNonNull(servers.probes.remove(WEB)).accept(result, now);
    }

    private static Sent answer(long to, long ballot, ProbeResult finding) {
        return new Sent(to, new VoteMessage.Answer(ballot, finding));
    }

    @Test
    void what_traffic_has_shown_is_said_at_once() {
        servers.seen.put(WEB, REFUSED);
        asks(1, 5, WEB);
        servers.seen.put(WEB, ProbeResult.Plain.GOOD);
        asks(2, 6, WEB);
        assertThat(electorate.take()).containsExactly(answer(1, 5, REFUSED), answer(2, 6, ProbeResult.Plain.GOOD));
        assertThat(servers.probed).isEmpty();
    }

    @Test
    void a_server_is_asked_once_whoever_wants_to_know_and_not_again_within_a_second() {
        asks(1, 5, WEB);
        asks(2, 6, WEB);
        asks(1, 7, WEB);
        assertThat(electorate.take()).isEmpty();
        now += SECOND;
        probeTells(REFUSED);
        assertThat(electorate.take())
                .containsExactly(answer(1, 5, REFUSED), answer(2, 6, REFUSED), answer(1, 7, REFUSED));
        now += SECOND - 1;
        evidence.tick(now);
        asks(2, 8, WEB);
        assertThat(electorate.take()).containsExactly(answer(2, 8, REFUSED));
        assertThat(servers.probed).hasSize(1);
        now += 1;
        asks(2, 9, WEB);
        assertThat(servers.probed).hasSize(2);
    }

    @Test
    void a_server_that_is_not_there_or_cannot_be_asked_is_not_known() {
        servers.unknown.add(WEB);
        asks(1, 5, WEB);
        assertThat(electorate.take()).containsExactly(answer(1, 5, ProbeResult.Plain.NOT_ASKED));
        servers.unknown.clear();
        asks(1, 6, WEB);
        probeTells(ProbeResult.Plain.NOT_ASKED);
        assertThat(electorate.take()).containsExactly(answer(1, 6, ProbeResult.Plain.NOT_ASKED));
    }

    @Test
    void who_is_cut_off_cannot_tell_even_if_it_became_so_meanwhile() {
        asks(1, 5, WEB);
        electorate.known = 7;
        probeTells(REFUSED);
        servers.seen.put(WEB, REFUSED);
        asks(1, 6, WEB);
        assertThat(electorate.take())
                .containsExactly(answer(1, 5, ProbeResult.Plain.NOT_ASKED), answer(1, 6, ProbeResult.Plain.NOT_ASKED));
        electorate.known = 6; // half of them are heard
        asks(1, 7, WEB);
        assertThat(electorate.take()).containsExactly(answer(1, 7, REFUSED));
    }

    @Test
    void few_servers_are_asked_at_a_time() {
        for (int i = 1; i <= Evidence.MOST_PROBES; i++) {
            asks(1, i, suspect(i));
        }
        assertThat(electorate.take()).isEmpty();
        asks(1, 99, suspect(Evidence.MOST_PROBES + 1));
        assertThat(electorate.take()).containsExactly(answer(1, 99, ProbeResult.Plain.NOT_ASKED));
        probeTells(REFUSED);
        asks(1, 100, suspect(Evidence.MOST_PROBES + 1));
        assertThat(servers.probed).hasSize(Evidence.MOST_PROBES + 1);
    }

    @Test
    void a_probe_that_is_lost_holds_no_place_for_ever() {
        asks(1, 5, WEB);
        now += 5 * SECOND;
        evidence.tick(now);
        assertThat(electorate.take()).containsExactly(answer(1, 5, ProbeResult.Plain.NOT_ASKED));
        probeTells(REFUSED);
        assertThat(electorate.take()).as("too late").isEmpty();
        asks(1, 6, WEB);
        assertThat(servers.probed).hasSize(2);
    }
}
