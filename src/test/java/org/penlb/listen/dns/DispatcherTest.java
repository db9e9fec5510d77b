package org.penlb.listen.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.penlb.balance.Balancer;
import org.penlb.balance.Server;
import org.penlb.balance.ServerTable;
import org.penlb.config.AccessList;
import org.penlb.config.AccessRule;
import org.penlb.config.CountryLookup;
import org.penlb.config.DnsOptions;
import org.penlb.config.IpAddress;
import org.penlb.config.Protocol;
import org.penlb.config.Selection;
import org.penlb.config.ServerArguments;
import org.penlb.config.ServiceBuilder;
import org.penlb.config.ServiceConfig;
import org.penlb.listen.FakeDatagrams;
import org.penlb.listen.Service;

/** Queries and answers without a network, and with time as the test wants it. */
class DispatcherTest {
    private static final int CLIENT = 40_000;
    private static final int SERVFAIL = 2;
    private static final int REFUSED = 5;

    private final FakeDatagrams network = new FakeDatagrams();
    private final List<Server> servers = new ArrayList<>();
    private boolean rescue = true;
    private AccessList clients = AccessList.EMPTY;
    private @Nullable Server emergency;
    private @Nullable Server abuse;
    private int addresses = 100;
    private @Nullable Dispatcher dispatcher;

    /** What a server got: the socket by which it came, and the message. */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    private record Asked(int server, FakeDatagrams.Port port, byte[] message) {
        int id() {
            return ByteBuffer.wrap(message).getShort() & 0xffff;
        }
    }

    private void start(int count) throws IOException {
        var arguments = new ServerArguments(_ -> -1);
        var builder = new ServiceBuilder("test", arguments.listener("127.0.0.1:0"), 100);
        for (int i = 0; i < count; i++) {
            builder.servers().add(arguments.server("10.0.0." + i % addresses + ":53", builder.listen()));
        }
        builder.protocol = Protocol.DNS;
        DnsOptions defaults = DnsOptions.DEFAULT;
        builder.dns = new DnsOptions(rescue, 10, Duration.ofSeconds(5), defaults.check());
        builder.selection = new Selection(Set.of(Selection.Flag.ROUNDROBIN));
        ServiceConfig config = builder.build();
        for (int i = 0; i < count; i++) {
            servers.add(new Server(
                    i,
                    Server.Role.REGULAR,
                    config.servers().get(i),
                    new InetSocketAddress(InetAddress.ofLiteral("10.0.0." + i % addresses), 53),
                    AccessList.EMPTY));
        }
        var service = new Service(
                config, new ServerTable(servers, emergency, abuse, clients, config.selection()), CountryLookup.NONE);
        dispatcher = new Dispatcher(service, network);
        dispatcher.listen(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 53), false);
        dispatcher.serve();
    }

    private Dispatcher dispatcher() {
        return Objects.requireNonNull(dispatcher);
    }

    private static byte[] query(int id, String name) {
        byte[] label = name.getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(18 + label.length)
                .putShort((short) id)
                .putShort((short) 0x0100)
                .putShort((short) 1)
                .putShort((short) 0)
                .putShort((short) 0)
                .putShort((short) 0)
                .put((byte) label.length)
                .put(label)
                .put((byte) 0)
                .putShort((short) 1)
                .putShort((short) 1)
                .array();
    }

    private static byte[] answer(byte[] asked, int rcode) {
        byte[] answer = asked.clone();
        answer[2] |= (byte) 0x80;
        answer[3] = (byte) rcode;
        return answer;
    }

    private void ask(int id, String name) {
        network.listening().comesIn(query(id, name), CLIENT);
    }

    /** What servers got since this was asked last. */
    private List<Asked> asked() {
        List<Asked> asked = new ArrayList<>();
        for (FakeDatagrams.Port port : network.upstreams) {
            int server = port.address().getAddress().getAddress()[3];
            for (byte[] message = port.sent.poll(); message != null; message = port.sent.poll()) {
                asked.add(new Asked(server, port, message));
            }
        }
        return asked;
    }

    private Asked askedOne() {
        List<Asked> asked = asked();
        assertThat(asked).hasSize(1);
        return asked.getFirst();
    }

    private void reply(Asked asked, int rcode) {
        asked.port().comesIn(answer(asked.message(), rcode), 0);
    }

    private void later(long millis) {
        dispatcher().tick(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis));
    }

    private List<byte[]> answers() {
        List<byte[]> answers = List.copyOf(network.listening().sent);
        network.listening().sent.clear();
        return answers;
    }

    private void expectAnswer(int id, String name, int rcode) {
        assertThat(answers()).containsExactly(answer(query(id, name), rcode));
    }

    private void expectNothingLeft() {
        for (int minute = 1; minute <= 10; minute++) {
            later(minute * 60_000L);
        }
        assertThat(dispatcher().isWaiting()).isFalse();
        assertThat(servers).allMatch(server -> server.connections() == 0);
    }

    private Server special(Server.Role role) {
        var arguments = new ServerArguments(_ -> -1);
        return new Server(
                0,
                role,
                arguments.server("10.0.0.9:53", arguments.listener("127.0.0.1:53")),
                new InetSocketAddress(InetAddress.ofLiteral("10.0.0.9"), 53),
                AccessList.EMPTY);
    }

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
    void a_server_to_which_there_is_no_way_is_down_and_another_is_asked() throws IOException {
        start(2);
        network.unroutable.add((InetSocketAddress) servers.get(0).address());
        for (int id = 0; id < 4; id++) {
            ask(id, "name");
            Asked asked = askedOne();
            assertThat(asked.server()).isEqualTo(1);
            reply(asked, 0);
            expectAnswer(id, "name", 0);
        }
        assertThat(servers.get(0).downReason()).isEqualTo("no route to host");
        expectNothingLeft();
    }

    @Test
    void the_emergency_server_is_not_asked_again_at_once() throws IOException {
        emergency = special(Server.Role.EMERGENCY);
        start(1);
        servers.getFirst().checked("is down");
        ask(7, "name");
        Asked asked = askedOne();
        assertThat(asked.server()).isEqualTo(9);
        reply(asked, SERVFAIL);
        Asked lastResort = askedOne();
        assertThat(lastResort.server()).isZero();
        reply(lastResort, SERVFAIL);
        expectAnswer(7, "name", SERVFAIL);
        assertThat(emergency.connections()).isZero();
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
    void a_query_that_is_not_answered_goes_to_another_server_and_has_one_answer() throws IOException {
        start(2);
        ask(7, "name");
        Asked first = askedOne();
        later(200);
        assertThat(asked()).isEmpty();
        later(300);
        Asked second = askedOne();
        assertThat(second.server()).isNotEqualTo(first.server());
        reply(second, 0);
        reply(first, 0);
        expectAnswer(7, "name", 0);
        assertThat(servers.get(first.server()).queries().rescues()).isEqualTo(1);
        expectNothingLeft();
    }

    @Test
    void a_late_answer_is_as_good_as_another_servers() throws IOException {
        start(2);
        ask(7, "name");
        Asked first = askedOne();
        later(300);
        Asked second = askedOne();
        reply(first, 0);
        reply(second, 0);
        expectAnswer(7, "name", 0);
        expectNothingLeft();
    }

    @Test
    void a_poor_answer_is_kept_for_the_case_that_no_better_one_comes() throws IOException {
        start(3);
        ask(7, "name");
        reply(askedOne(), SERVFAIL);
        assertThat(answers()).isEmpty();
        reply(askedOne(), REFUSED);
        assertThat(answers()).isEmpty();
        reply(askedOne(), 0);
        expectAnswer(7, "name", 0);

        ask(8, "name");
        reply(askedOne(), REFUSED);
        reply(askedOne(), REFUSED);
        reply(askedOne(), SERVFAIL);
        expectAnswer(8, "name", SERVFAIL);
        expectNothingLeft();
    }

    @Test
    void a_poor_answer_is_better_than_none() throws IOException {
        start(2);
        ask(7, "name");
        reply(askedOne(), SERVFAIL);
        askedOne();
        later(300);
        expectAnswer(7, "name", SERVFAIL);
        expectNothingLeft();
    }

    @Test
    void without_rescue_answers_are_passed_on_as_they_are() throws IOException {
        rescue = false;
        start(2);
        ask(7, "name");
        reply(askedOne(), SERVFAIL);
        expectAnswer(7, "name", SERVFAIL);
        ask(8, "name");
        askedOne();
        later(300);
        assertThat(asked()).isEmpty();
        expectNothingLeft();
    }

    @Test
    void what_an_unreachable_server_holds_goes_to_others_at_once() throws IOException {
        start(2);
        for (int id = 0; id < 20; id++) {
            ask(id, "name");
        }
        List<Asked> asked = asked();
        Asked dead =
                asked.stream().filter(each -> each.server() == 0).findFirst().orElseThrow();
        dead.port().isUnreachable();
        assertThat(servers.get(0).downReason()).isEqualTo("connection refused");
        List<Asked> rescued = asked();
        assertThat(rescued).hasSize(10).allMatch(each -> each.server() == 1);
        ask(99, "name");
        assertThat(askedOne().server()).isEqualTo(1);
        rescued.forEach(each -> reply(each, 0));
        assertThat(answers()).hasSize(10);
    }

    @Test
    void a_silent_server_is_taken_out_after_a_few_queries() throws IOException {
        start(2);
        for (int id = 0; id < 10; id++) {
            ask(id, "name");
        }
        asked().stream().filter(each -> each.server() == 1).forEach(each -> reply(each, 0));
        later(600);
        assertThat(servers.get(0).downReason()).isEqualTo("does not answer");
        assertThat(servers.get(1).downReason()).isNull();
        assertThat(asked()).hasSize(5).allMatch(each -> each.server() == 1);
    }

    @Test
    void one_missed_answer_takes_nobody_out() throws IOException {
        start(2);
        ask(1, "name");
        later(600);
        later(900);
        assertThat(servers.get(0).downReason()).isNull();
    }

    @Test
    void when_all_are_down_they_are_asked_all_the_same() throws IOException {
        start(2);
        servers.forEach(server -> server.checked("does not answer"));
        for (int id = 0; id < 4; id++) {
            ask(id, "name");
        }
        assertThat(asked()).extracting(Asked::server).containsExactlyInAnyOrder(0, 0, 1, 1);
        expectNothingLeft();
    }

    @Test
    void a_query_for_which_there_is_nobody_now_is_tried_again() throws IOException {
        start(2);
        servers.get(1).checked("does not answer");
        ask(7, "name");
        assertThat(askedOne().server()).isZero();
        later(300);
        assertThat(askedOne().server()).isEqualTo(1);
        later(900);
        assertThat(asked()).isEmpty();
        later(2000);
        Asked again = askedOne();
        reply(again, 0);
        expectAnswer(7, "name", 0);
        expectNothingLeft();
    }

    @Test
    void rescues_keep_to_their_budget() throws IOException {
        start(2);
        int rescued = 0;
        for (int id = 0; id < 20_000; id++) {
            ask(id & 0xffff, "name");
            for (Asked each = asked().getFirst(); each != null; ) {
                reply(each, SERVFAIL);
                List<Asked> more = asked();
                rescued += more.size();
                each = more.isEmpty() ? null : more.getFirst();
            }
            assertThat(answers()).hasSize(1);
        }
        assertThat(rescued).isBetween(2_900, 3_000);
    }

    @Test
    void a_query_that_is_on_its_way_again_is_not_stranded() throws IOException {
        start(3);
        Balancer balancer = dispatcher().service().balancer();
        ask(7, "name");
        Asked first = askedOne();
        List<Server> others = servers.subList(1, 3);
        others.forEach(server -> balancer.blacklist(server, Duration.ofMinutes(1)));
        first.port().isUnreachable();
        assertThat(asked()).isEmpty();
        others.forEach(server -> balancer.blacklist(server, Duration.ZERO));
        reply(first, SERVFAIL);
        Asked second = askedOne();
        later(150); // when stranded queries are tried again
        assertThat(asked()).isEmpty();
        reply(second, 0);
        expectAnswer(7, "name", 0);
        expectNothingLeft();
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
        dispatcher().tickSecond();
        dispatcher().tickSecond();
        assertThat(dispatcher().service().datagrams().totals().dropped()).isEqualTo(5);
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

    private List<String> events() {
        return dispatcher().service().events().after(0, 100).stream()
                .map(event -> event.kind().word() + " " + event.server() + " " + event.text())
                .toList();
    }

    @Test
    void a_query_that_is_not_answered_is_a_failure_of_the_server() throws IOException {
        start(2);
        ask(7, "name");
        Server silent = servers.get(askedOne().server());
        later(500);
        assertThat(silent.failures()).isEqualTo(1);
        assertThat(silent.lastFailure())
                .extracting(failure -> failure.reason())
                .isEqualTo("did not answer a query in time");
        assertThat(dispatcher().service().totals().errors()).isEqualTo(1);
        assertThat(events()).as("one query is no news").isEmpty();
        reply(askedOne(), 0);
        assertThat(dispatcher().service().totals().servers().answers()).isEqualTo(1);
        assertThat(dispatcher()
                        .service()
                        .latencies(dispatcher().service().totals().servers())
                        .count())
                .isEqualTo(1);
    }

    @Test
    void a_server_that_is_taken_out_is_told_of_once() throws IOException {
        start(2);
        network.unroutable.add((InetSocketAddress) servers.get(0).address());
        for (int id = 0; id < 4; id++) {
            ask(id, "name");
        }
        assertThat(events()).containsExactly("server-down 10.0.0.0:53 no route to host");
        assertThat(servers.get(0).failures()).isPositive();
    }

    @Test
    void a_server_that_answers_after_it_was_left_alone_is_told_of() throws IOException {
        start(1);
        dispatcher().service().balancer().blacklist(servers.get(0), Duration.ofNanos(1));
        ask(1, "name");
        reply(askedOne(), 0);
        ask(2, "name");
        reply(askedOne(), 0);
        assertThat(events()).containsExactly("server-back 10.0.0.0:53 answers again");
    }
}
