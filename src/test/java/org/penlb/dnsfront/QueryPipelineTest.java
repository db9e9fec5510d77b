package org.penlb.dnsfront;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.penlb.balance.Server;
import org.penlb.config.AccessList;
import org.penlb.config.AccessRule;
import org.penlb.config.IpAddress;

/** Which server gets a query, and which answer is whose. */
class QueryPipelineTest extends QueryPipelineCase {
    @Test
    void the_abuse_server_is_asked_once_and_its_refusal_is_final() throws IOException {
        clients = AccessList.EMPTY.with(AccessRule.host(false, IpAddress.parse("127.0.0.1")));
        abuse = special(Server.Role.ABUSE);
        start(3);
        ask(7, "name");
        Asked asked = askedOne();
        assertThat(asked.server()).isEqualTo(9);
        reply(asked, REFUSED);
        expectAnswer(7, "name", REFUSED);
        assertThat(asked()).isEmpty();
        assertThat(abuse.connections()).isZero();
        expectNothingLeft();
    }

    @Test
    void an_answer_has_the_clients_own_id_and_the_server_never_sees_it() throws IOException {
        start(1);
        int same = 0;
        for (int id = 0; id < 50; id++) {
            ask(id, "name");
            Asked asked = askedOne();
            same += asked.id() == id ? 1 : 0;
            reply(asked, 0);
            expectAnswer(id, "name", 0);
            assertThat(network.listening().sentTo.poll()).isEqualTo(CLIENT);
        }
        assertThat(same).isLessThan(5);
        expectNothingLeft();
    }

    @Test
    void takes_turns_and_several_ports() throws IOException {
        start(2);
        for (int id = 0; id < 200; id++) {
            ask(id, "name");
        }
        List<Asked> asked = asked();
        assertThat(asked.stream().filter(each -> each.server() == 0)).hasSize(100);
        assertThat(asked.stream().map(Asked::port).distinct().count()).isEqualTo(8);
        assertThat(asked.stream().map(Asked::id).distinct().count()).isGreaterThan(190);
    }

    @Test
    void an_answer_to_something_else_is_nobodys() throws IOException {
        start(1);
        ask(7, "name");
        Asked asked = askedOne();
        byte[] other = answer(asked.message(), 0);
        other[14] ^= 1;
        asked.port().comesIn(other, 0);
        byte[] wrongId = answer(asked.message(), 0);
        wrongId[0] ^= 1;
        asked.port().comesIn(wrongId, 0);
        asked.port().comesIn(asked.message(), 0);
        asked.port().comesIn(new byte[3], 0);
        assertThat(answers()).isEmpty();
        reply(asked, 0);
        expectAnswer(7, "name", 0);
        reply(asked, 0);
        assertThat(answers()).isEmpty();
    }

    @Test
    void long_queries_take_so_much_memory_at_most() throws IOException {
        start(1);
        byte[] large = Arrays.copyOf(query(7, "name"), 65_000);
        for (int i = 0; i < 1000; i++) {
            network.listening().comesIn(large, CLIENT);
        }
        assertThat((long) asked().size() * large.length)
                .isBetween(QueryPool.MOST_EXTRA_BYTES / 2, QueryPool.MOST_EXTRA_BYTES);
        ask(8, "name");
        reply(askedOne(), 0);
        expectAnswer(8, "name", 0);
        expectNothingLeft();
        network.listening().comesIn(large, CLIENT);
        assertThat(askedOne().message()).hasSize(large.length);
        expectNothingLeft();
    }

    @Test
    void of_a_long_refusal_the_client_gets_what_it_says() throws IOException {
        start(2);
        ask(7, "name");
        Asked asked = askedOne();
        asked.port().comesIn(Arrays.copyOf(answer(asked.message(), SERVFAIL), 60_000), 0);
        assertThat(answers()).isEmpty();
        askedOne();
        later(300);
        expectAnswer(7, "name", SERVFAIL);
        expectNothingLeft();
    }

    @Test
    void what_the_system_does_not_take_is_counted_once_either_way() throws IOException {
        start(1);
        ask(7, "name");
        askedOne().port().dropped = 2;
        network.listening().dropped = 3;
        network.upstreams.getFirst().overflowed = 10;
        network.listening().overflowed = 20;
        front().tickSecond(System.nanoTime());
        front().tickSecond(System.nanoTime());
        assertThat(service().datagrams().totals().dropped()).isEqualTo(35);
        assertThat(service().datagrams().totals().overflowed()).isEqualTo(30);
        network.upstreams.getFirst().overflowed = 1;
        network.upstreams.getFirst().dropped = 1;
        front().close();
        assertThat(service().datagrams().totals().dropped()).isEqualTo(37);
    }

    @Test
    void two_servers_at_one_address_are_counted_apart() throws IOException {
        addresses = 1;
        start(2);
        for (int id = 0; id < 4; id++) {
            ask(id, "name");
        }
        asked().forEach(each -> reply(each, 0));
        assertThat(servers)
                .allMatch(server -> server.queries().queries() == 2)
                .allMatch(server -> server.queries().answers() == 2);
    }

    @Test
    void what_is_no_query_is_not_forwarded() throws IOException {
        start(1);
        network.listening().comesIn(new byte[11], CLIENT);
        byte[] response = query(7, "name");
        response[2] |= (byte) 0x80;
        network.listening().comesIn(response, CLIENT);
        assertThat(answers()).isEmpty();
        byte[] twoQuestions = query(7, "name");
        twoQuestions[5] = 2;
        network.listening().comesIn(twoQuestions, CLIENT);
        assertThat(answers()).hasSize(1).allSatisfy(answer -> {
            assertThat(answer).hasSize(12).startsWith(0, 7);
            assertThat(answer[3] & 0xf).isEqualTo(1);
        });
        assertThat(asked()).isEmpty();
        expectNothingLeft();
    }
}
