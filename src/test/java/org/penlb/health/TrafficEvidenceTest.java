package org.penlb.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.penlb.balance.Observation;
import org.penlb.balance.Server;
import org.penlb.config.AccessList;
import org.penlb.config.Address;
import org.penlb.config.IpAddress;
import org.penlb.config.Protocol;
import org.penlb.config.ServerConfig;

/** The last that happened within a second tells. */
class TrafficEvidenceTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final Server server = server();
    private long now = Long.MAX_VALUE - SECOND / 2; // a clock may start anywhere

    private static Server server() {
        return new Server(
                0,
                Server.Role.REGULAR,
                new ServerConfig(new Address.Inet("10.0.0.1", 80)),
                new InetSocketAddress(IpAddress.parse("10.0.0.1").toInetAddress(), 80),
                AccessList.EMPTY);
    }

    private Object shown(Protocol protocol) {
        ProbeResult result = TrafficEvidence.of(List.of(server), protocol, now);
        return result == null ? "nothing" : result;
    }

    @Test
    void nothing_or_what_is_a_second_old_tells_nothing() {
        assertThat(shown(Protocol.STREAM)).isEqualTo("nothing");
        server.noteFailure("refused", now);
        server.lastHeard().answered(now);
        now += SECOND;
        assertThat(shown(Protocol.STREAM)).isEqualTo("nothing");
    }

    @Test
    void the_later_one_of_a_failure_and_an_answer_tells() {
        server.lastHeard().answered(now);
        assertThat(shown(Protocol.UDP)).isEqualTo(ProbeResult.Plain.GOOD);
        now += SECOND / 10;
        server.noteFailure("refused", now);
        assertThat(shown(Protocol.STREAM)).isEqualTo(new ProbeResult.Bad("refused"));
        now += SECOND / 10;
        server.observe(Observation.Plain.CHECK_WAS_GOOD, now);
        assertThat(shown(Protocol.STREAM)).isEqualTo(ProbeResult.Plain.GOOD);
    }

    @Test
    void of_a_dns_server_what_found_it_down_tells_and_not_what_failed_over_tcp() {
        server.noteFailure("over TCP: refused", now);
        assertThat(shown(Protocol.DNS)).isEqualTo("nothing");
        server.observe(new Observation.FoundDown("answers SERVFAIL"), now);
        assertThat(shown(Protocol.DNS)).isEqualTo(new ProbeResult.Bad("answers SERVFAIL"));
        now += SECOND;
        assertThat(shown(Protocol.DNS)).as("an old verdict").isEqualTo("nothing");
    }

    @Test
    void of_several_at_one_address_the_one_that_answers_tells() {
        Server other = server();
        server.noteFailure("refused", now);
        other.lastHeard().answered(now);
        now += 1;
        assertThat(TrafficEvidence.of(List.of(server, other), Protocol.STREAM, now))
                .isEqualTo(ProbeResult.Plain.GOOD);
    }
}
