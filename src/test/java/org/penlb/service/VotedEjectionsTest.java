package org.penlb.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.penlb.balance.LearnedState.Outcome;
import org.penlb.balance.Server;
import org.penlb.balance.Vote;
import org.penlb.config.Protocol;
import org.penlb.config.Selection;
import org.penlb.listen.QuietDatagrams;

/** What a service tells when several instances have voted one of its servers out. */
class VotedEjectionsTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration LEFT = Duration.ofSeconds(29);
    private static final List<Vote> VOTES = List.of(
            new Vote("10.0.1.1:5701", Vote.Opinion.UNREACHABLE, "refused"),
            new Vote("10.0.1.2:5701", Vote.Opinion.UNREACHABLE, "timed out"),
            new Vote("10.0.1.3:5701", Vote.Opinion.REACHABLE, null));

    private final Service service = QuietDatagrams.service(2, Protocol.DNS, Selection.DEFAULT);
    private final Server server = service.balancer().table().servers().getFirst();

    private Outcome take(String server) {
        return new VotedEjections(service).take(server, "2 of 3 cannot reach it", SECOND, LEFT, VOTES);
    }

    private List<String> told() {
        return service.events().recent().after(0, 100).stream()
                .map(event -> event.kind().word() + " " + event.server() + " " + event.text())
                .toList();
    }

    @Test
    void it_is_told_once_with_who_said_what_and_that_it_is_back() {
        assertThat(take("10.0.0.0:53")).isEqualTo(Outcome.TAKEN);
        assertThat(take("10.0.0.0:53")).isEqualTo(Outcome.KNOWN);
        String out = "vote 10.0.0.0:53 2 of 3 cannot reach it; left alone for 29 s"
                + " (10.0.1.1:5701: refused, 10.0.1.2:5701: timed out, 10.0.1.3:5701: reachable)";
        assertThat(told()).containsExactly(out);
        assertThat(ServerCondition.of(server, service.balancer().now()).reason())
                .isEqualTo("2 of 3 cannot reach it");
        service.reports().checkWasGood(server);
        service.reports().checkWasGood(server);
        assertThat(told()).containsExactly(out, "server-back 10.0.0.0:53 answers again");
    }

    @Test
    void what_is_not_followed_is_told_too() {
        server.lastHeard().answered(service.balancer().now());
        assertThat(take("10.0.0.0:53")).isEqualTo(Outcome.SEEN_WELL);
        assertThat(take("10.0.0.1:53")).isEqualTo(Outcome.TAKEN);
        var third = QuietDatagrams.service(1, Protocol.DNS, Selection.DEFAULT);
        assertThat(new VotedEjections(third).take("10.0.0.0:53", "they say", SECOND, LEFT, VOTES))
                .isEqualTo(Outcome.TOO_MANY);
        assertThat(told())
                .first()
                .isEqualTo("vote 10.0.0.0:53 2 of 3 cannot reach it; that is not followed here: it answers here");
        assertThat(third.events().recent().latest(1))
                .singleElement()
                .extracting(event -> event.text())
                .isEqualTo("they say; that is not followed here: half of the servers are voted out already");
    }

    @Test
    void a_server_that_is_not_there_is_no_news() {
        assertThat(take("10.9.9.9:53")).isEqualTo(Outcome.NO_SERVER);
        assertThat(told()).isEmpty();
    }
}
