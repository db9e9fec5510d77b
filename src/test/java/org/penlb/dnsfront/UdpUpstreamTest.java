package org.penlb.dnsfront;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** When a server was heard of last, by a clock that may show anything. */
class UdpUpstreamTest {
    @Test
    void a_server_that_was_never_checked_was_heard_of_when_it_answered() {
        assertThat(UdpUpstream.later(-5_000, 0)).isEqualTo(-5_000);
        assertThat(UdpUpstream.later(5_000, 0)).isEqualTo(5_000);
    }

    @Test
    void of_an_answer_and_a_check_the_later_counts() {
        assertThat(UdpUpstream.later(-5_000, -7_000)).isEqualTo(-5_000);
        assertThat(UdpUpstream.later(-5_000, -3_000)).isEqualTo(-3_000);
        assertThat(UdpUpstream.later(Long.MAX_VALUE - 1, Long.MIN_VALUE + 1)).isEqualTo(Long.MIN_VALUE + 1);
    }
}
