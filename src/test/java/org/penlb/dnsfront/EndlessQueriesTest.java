package org.penlb.dnsfront;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import org.penlb.config.IpAddress;

/** A query that comes from one of our own sockets would come back, and so would what it is told. */
class EndlessQueriesTest extends QueryPipelineCase {
    private static final int OWN_PORT = 53;

    @Test
    void a_client_that_is_the_listener_itself_is_asked_for_nobody_and_told_nothing() throws IOException {
        start(1);
        network.listening().comesIn(query(7, "name"), OWN_PORT);
        byte[] twoQuestions = query(8, "name");
        twoQuestions[5] = 2;
        network.listening().comesIn(twoQuestions, OWN_PORT);
        assertThat(asked()).isEmpty();
        assertThat(answers()).isEmpty();
        assertThat(service().datagrams().totals().looped()).isEqualTo(2);
        assertThat(service().datagrams().totals().dropped()).isEqualTo(2);
        expectNothingLeft();
    }

    @Test
    void a_client_that_is_a_socket_towards_our_own_server_is_asked_for_nobody() throws IOException {
        start(1);
        ask(7, "name");
        InetSocketAddress own = askedOne().port().localAddress();
        network.listening().comesIn(query(8, "name"), IpAddress.of(own.getAddress()), own.getPort());
        assertThat(asked()).isEmpty();
        assertThat(service().datagrams().totals().looped()).isEqualTo(1);
    }
}
