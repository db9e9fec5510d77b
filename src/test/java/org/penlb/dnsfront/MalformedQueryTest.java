package org.penlb.dnsfront;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.penlb.config.RelayKind;
import org.penlb.service.DatagramCounters;
import org.penlb.testing.Await;

/** What is no sound query has the same answer over UDP and TCP, the one that BIND 9.18 gave, and the next query is answered. */
@Timeout(60)
class MalformedQueryTest extends QueryPipelineCase {
    private static final int FORMERR = 1;
    private static final int NOTIMP = 4;
    private static final String WWW = "03777777 00 0001 0001 ";
    private static final String COOKIE = "00 0029 04d0 00000000 000c 000a 0008 aaaaaaaaaaaaaaaa";

    /** What is wrong, and what BIND says to it, by UDP as by TCP. */
    enum Malformed {
        HEADER_ONLY(FORMERR, 0x0100, "0001 0000 0000 0000"),
        NO_QUESTION(FORMERR, 0x0100, "0000 0000 0000 0000"),
        NO_QUESTION_BUT_A_COOKIE(FORMERR, 0x0120, "0000 0000 0000 0001" + COOKIE), // BIND has a cookie of its own
        TWO_QUESTIONS(FORMERR, 0x0100, "0002 0000 0000 0000" + WWW + WWW),
        ONE_QUESTION_OF_65535(FORMERR, 0x0100, "ffff 0000 0000 0000" + WWW),
        HALF_A_LABEL(FORMERR, 0x0100, "0001 0000 0000 0000 0761"),
        NO_TYPE(FORMERR, 0x0100, "0001 0000 0000 0000 00"),
        POINTER_TO_ITSELF(FORMERR, 0x0100, "0001 0000 0000 0000 c00c 0001 0001"),
        RECORD_MISSING(FORMERR, 0x0100, "0001 0000 0000 0001" + WWW),
        TRANSFER_CUT_SHORT(FORMERR, 0x0000, "0001 0000 0000 0000 03777777 00 00fc"),
        NOTIFY_WITHOUT_ZONE(FORMERR, 0x2400, "0000 0000 0000 0000"),
        UPDATE_WITHOUT_ZONE(FORMERR, 0x2800, "0000 0000 0000 0000"),
        UPDATE_OF_MORE_THAN_IS_THERE(FORMERR, 0x2800, "0001 ffff ffff ffff 00 0006 0001"),
        UNKNOWN_AND_BROKEN(FORMERR, 0x7800, "0001 0000 0000 0000 c0"),
        INVERSE_QUERY(NOTIMP, 0x0800, "0000 0001 0000 0000 00 0001 0001 00000000 0004 7f000001"),
        STATUS_WITHOUT_QUESTION(NOTIMP, 0x1000, "0000 0000 0000 0000"),
        UNKNOWN_WITHOUT_QUESTION(NOTIMP, 0x7800, "0000 0000 0000 0000"),
        DSO_KEEPALIVE(NOTIMP, 0x3000, "0000 0000 0000 0000 0001 0008 0000000000000000"),
        DSO_WITHOUT_ANYTHING(NOTIMP, 0x3000, "0000 0000 0000 0000"),
        DSO_WITH_A_QUESTION(NOTIMP, 0x3000, "0001 0000 0000 0000" + WWW);

        private final int rcode;
        private final int flags;
        private final String hex;

        Malformed(int rcode, int flags, String hex) {
            this.rcode = rcode;
            this.flags = flags;
            this.hex = hex;
        }

        byte[] message(int id) {
            byte[] behind = HexFormat.of().parseHex(hex.replace(" ", ""));
            return ByteBuffer.allocate(4 + behind.length)
                    .putShort((short) id)
                    .putShort((short) flags)
                    .put(behind)
                    .array();
        }

        byte[] answer(int id) {
            int kept = flags & 0x7900; // the opcode and RD
            return ByteBuffer.allocate(12)
                    .putShort((short) id)
                    .putShort((short) (0x8000 | kept | rcode))
                    .array();
        }
    }

    @ParameterizedTest
    @EnumSource
    void over_udp_it_is_answered(Malformed malformed) throws IOException {
        start(1);
        network.listening().comesIn(malformed.message(0x1234), CLIENT);
        assertThat(answers()).containsExactly(malformed.answer(0x1234));
        assertThat(asked()).isEmpty();
        DatagramCounters.Totals totals = service().datagrams().totals();
        assertThat(totals.formerr()).isEqualTo(1);
        assertThat(totals.sent()).isEqualTo(1);
        expectNothingLeft();
    }

    @ParameterizedTest
    @EnumSource(names = {"SOCKET", "CHANNEL"})
    void over_tcp_it_is_answered_and_the_next_query_too(RelayKind relay) throws IOException {
        try (var server = TcpNameServer.good();
                var visit = new TcpVisit(relay, server)) {
            int id = 0;
            for (Malformed malformed : Malformed.values()) {
                id++;
                TcpNameServer.send(visit.out, malformed.message(id));
                assertThat(visit.read()).as(malformed.name()).isEqualTo(malformed.answer(id));
                visit.ask(1000 + id);
                assertThat(visit.answer()).isEqualTo(1000 + id);
            }
            DatagramCounters.Totals totals = visit.pen.service().datagrams().totals();
            assertThat(totals.formerr()).isEqualTo(id);
            assertThat(totals.malformed()).isZero();
            assertThat(server.queries()).isEqualTo(id);
            visit.socket.shutdownOutput();
            assertThat(visit.in.read()).isNegative();
            visit.expectNothingLeft();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SOCKET", "CHANNEL"})
    void many_at_once_are_answered_between_queries(RelayKind relay) throws IOException {
        try (var server = TcpNameServer.good();
                var visit = new TcpVisit(relay, server)) {
            var all = new ByteArrayOutputStream();
            var to = new DataOutputStream(all);
            int rounds = 5000; // more than is owed to a client before it is not listened to
            for (int id = 0; id < rounds; id++) {
                TcpNameServer.send(to, Malformed.DSO_KEEPALIVE.message(id));
                if (id % 50 == 0) {
                    TcpNameServer.send(to, TcpVisit.query(id, 1));
                }
            }
            Thread.ofVirtual().start(() -> {
                try {
                    visit.out.write(all.toByteArray());
                    visit.socket.shutdownOutput();
                } catch (IOException _) {
                    // the test has failed
                }
            });
            List<Integer> errors = new ArrayList<>();
            int answers = 0;
            for (int i = 0; i < rounds + rounds / 50; i++) {
                byte[] message = visit.read();
                if (message.length == 12) {
                    errors.add(ByteBuffer.wrap(message).getShort() & 0xffff);
                } else {
                    answers++;
                }
            }
            assertThat(errors).hasSize(rounds).isSorted();
            assertThat(answers).isEqualTo(rounds / 50);
            assertThat(visit.in.read()).isNegative();
            visit.expectNothingLeft();
        }
    }

    /** What no answer can be given to, since it might be an answer itself, or has no header. */
    private static List<byte[]> unanswerable() {
        byte[] response = query(7, "name");
        response[2] |= (byte) 0x80;
        byte[] dso = Malformed.DSO_KEEPALIVE.message(7);
        dso[2] |= (byte) 0x80;
        return List.of(new byte[0], new byte[1], new byte[2], Arrays.copyOf(query(7, "name"), 11), response, dso);
    }

    @ParameterizedTest
    @EnumSource(names = {"SOCKET", "CHANNEL"})
    void what_is_no_query_ends_the_connection_after_the_answers_to_those_before_and_is_counted(RelayKind relay)
            throws IOException {
        for (byte[] scrap : unanswerable()) {
            try (var server = TcpNameServer.good();
                    var visit = new TcpVisit(relay, server)) {
                visit.ask(1);
                visit.ask(2);
                TcpNameServer.send(visit.out, scrap);
                visit.ask(4);
                assertThat(visit.answers(2)).containsExactlyInAnyOrder(1, 2);
                assertThat(visit.in.read()).isNegative();
                assertThat(visit.pen.service().datagrams().totals().malformed()).isEqualTo(1);
                visit.socket.close();
                visit.expectNothingLeft();
                assertThat(server.queries()).isEqualTo(2);
            }
        }
    }

    @Test
    void over_udp_it_is_dropped_and_counted() throws IOException {
        start(1);
        int count = 0;
        for (byte[] scrap : unanswerable()) {
            network.listening().comesIn(scrap, CLIENT);
            assertThat(service().datagrams().totals().malformed()).isEqualTo(++count);
        }
        assertThat(answers()).isEmpty();
        assertThat(asked()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"SOCKET", "CHANNEL"})
    void a_query_that_is_cut_by_the_clients_end_is_counted(RelayKind relay) throws IOException {
        try (var server = TcpNameServer.good();
                var visit = new TcpVisit(relay, server)) {
            visit.ask(1);
            byte[] cut = TcpVisit.query(2, 1);
            visit.out.writeShort(cut.length);
            visit.out.write(cut, 0, cut.length - 1);
            visit.socket.shutdownOutput();
            assertThat(visit.answer()).isEqualTo(1);
            assertThat(visit.in.read()).isNegative();
            Await.until(
                    "it is counted",
                    () -> visit.pen.service().datagrams().totals().malformed() == 1);
            visit.expectNothingLeft();
        }
    }
}
