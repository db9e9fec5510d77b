package org.penlb.health.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.penlb.config.DnsOptions;
import org.penlb.health.Probe;
import org.penlb.health.ProbeResult;
import org.penlb.listen.FakeDatagrams;

/** What is asked, and what is thought of the answers, without a network. */
class DnsProbeTest {
    private static final int SERVFAIL = 2;
    private static final InetSocketAddress SERVER = new InetSocketAddress(InetAddress.ofLiteral("10.0.0.1"), 53);

    private final FakeDatagrams network = new FakeDatagrams();
    private final List<ProbeResult> told = new ArrayList<>();
    private final DnsProbe probe =
            new DnsProbe(network, () -> null, _ -> false, new DnsOptions.Check(".", "NS", Duration.ofSeconds(1), 2, 3));

    private Probe.Asking ask() {
        return probe.begin(SERVER, 1, told::add);
    }

    private FakeDatagrams.Port port() {
        assertThat(network.upstreams).hasSize(1);
        return network.upstreams.getFirst();
    }

    private static byte[] answer(byte[] query, int rcode) {
        byte[] answer = query.clone();
        answer[2] |= (byte) 0x80;
        answer[3] = (byte) rcode;
        return answer;
    }

    @Test
    void a_good_answer_is_told_once_and_the_port_is_closed() {
        ask();
        FakeDatagrams.Port port = port();
        byte[] answer = answer(port.sent.remove(), 0);
        port.comesIn(answer, 0);
        port.comesIn(answer, 0);
        assertThat(told).containsExactly(ProbeResult.Plain.GOOD);
        assertThat(network.upstreams).isEmpty();
    }

    @Test
    void a_bad_answer_says_why() {
        ask();
        port().comesIn(answer(port().sent.remove(), SERVFAIL), 0);
        assertThat(told).containsExactly(new ProbeResult.Bad("answers SERVFAIL"));
        assertThat(network.upstreams).isEmpty();
    }

    @Test
    void what_answers_another_question_says_nothing() {
        ask();
        byte[] answer = answer(port().sent.remove(), 0);
        answer[0]++;
        port().comesIn(answer, 0);
        port().comesIn(new byte[0], 0);
        assertThat(told).isEmpty();
        answer[0]--;
        port().comesIn(answer, 0);
        assertThat(told).containsExactly(ProbeResult.Plain.GOOD);
    }

    @Test
    void the_network_may_say_that_nobody_is_there() {
        ask();
        FakeDatagrams.Port port = port();
        port.isUnreachable();
        port.isUnreachable();
        assertThat(told).containsExactly(new ProbeResult.Bad("connection refused"));
        assertThat(network.upstreams).isEmpty();
    }

    @Test
    void no_way_to_a_server_is_a_bad_answer() {
        network.unroutable.add(SERVER);
        ask();
        assertThat(told).containsExactly(new ProbeResult.Bad("no route to host"));
    }

    /** As a rule of this machine's own firewall has it (EPERM). Silence after that would say nothing of the server. */
    @Test
    void a_question_that_the_system_does_not_take_was_not_asked() {
        network.takesNothing = true;
        ask();
        assertThat(told).containsExactly(ProbeResult.Plain.NOT_ASKED);
        assertThat(network.upstreams).isEmpty();
    }

    @Test
    void no_descriptor_left_is_no_fault_of_the_server() {
        var probeWithout = new DnsProbe(
                new ExhaustedDatagrams(),
                () -> null,
                _ -> false,
                new DnsOptions.Check(".", "NS", Duration.ofSeconds(1), 2, 3));
        probeWithout.begin(SERVER, 1, told::add);
        assertThat(told).containsExactly(ProbeResult.Plain.NOT_ASKED);
    }

    @Test
    void whoever_is_asked_no_more_is_not_heard() {
        Probe.Asking asking = ask();
        FakeDatagrams.Port port = port();
        byte[] answer = answer(port.sent.remove(), 0);
        asking.cancel();
        assertThat(network.upstreams).isEmpty();
        port.comesIn(answer, 0);
        asking.cancel();
        assertThat(told).isEmpty();
    }
}
