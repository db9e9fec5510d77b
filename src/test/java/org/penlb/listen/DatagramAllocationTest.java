package org.penlb.listen;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HexFormat;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.penlb.config.Protocol;
import org.penlb.config.Selection;
import org.penlb.datagram.DatagramHandler;
import org.penlb.datagram.Sessions;
import org.penlb.dnsfront.DnsHandler;
import org.penlb.relay.BindOptions;
import org.penlb.relay.DatagramBatch;
import org.penlb.service.Service;
import org.penlb.testing.Allocation;

/** What a query or a datagram allocates on its way to a server and back, once everything is warm. */
@Tag("alone")
@Timeout(120)
class DatagramAllocationTest {
    private static final int SERVERS = 3;
    private static final int CLIENTS = 50;
    /** Bytes: no object has so few, and the measuring costs some now and then. */
    private static final double NOTHING = 0.5;
    /** Bytes: no object either, but what the JDK's random numbers cost, three bytes for each one of a query's four. */
    private static final double RANDOM_NUMBERS = 16;

    private static final int FLAGS = 2;
    private static final byte IS_ANSWER = (byte) 0x81;
    private static final byte[] QUERY = HexFormat.of().parseHex("1234010000010000000000000377777700" + "00010001");

    private final QuietDatagrams network = new QuietDatagrams();

    private int turn;

    private void expect(double bytes, DatagramHandler handler) throws IOException {
        handler.listen(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 53), BindOptions.ALONE);
        handler.serve();
        assertThat(Allocation.bytesPerCall(bytes, () -> exchange(handler))).isLessThanOrEqualTo(bytes);
        assertThat(network.replies()).isEqualTo(turn);
        handler.close();
    }

    private void exchange(DatagramHandler handler) {
        DatagramBatch batch = network.batch();
        int slot = ++turn % DatagramBatch.SLOTS;
        for (int at = 0; at < QUERY.length; at++) {
            batch.memory().set(ValueLayout.JAVA_BYTE, batch.offset(slot) + at, QUERY[at]);
        }
        batch.length(slot, QUERY.length);
        batch.peer(slot).from(0, 0xffff_0a01_0000L + turn % CLIENTS, 1024 + turn % CLIENTS, 0);
        network.comesIn(slot);
        batch.memory().set(ValueLayout.JAVA_BYTE, batch.offset(slot) + FLAGS, IS_ANSWER);
        network.isAnswered(slot);
        if (turn % 1000 == 0) {
            handler.tick(System.nanoTime(), false);
        }
    }

    private Service service(Protocol protocol, Selection.Flag... flags) {
        return QuietDatagrams.service(SERVERS, protocol, new Selection(Set.of(flags)));
    }

    @Test
    void a_dns_query_to_the_least_loaded_server() throws IOException {
        expect(RANDOM_NUMBERS, new DnsHandler(service(Protocol.DNS, Selection.Flag.LEAST), network));
    }

    @Test
    void a_dns_query_by_turns() throws IOException {
        expect(RANDOM_NUMBERS, new DnsHandler(service(Protocol.DNS, Selection.Flag.ROUNDROBIN), network));
    }

    @Test
    void a_dns_query_of_a_tracked_client() throws IOException {
        expect(RANDOM_NUMBERS, new DnsHandler(service(Protocol.DNS), network));
    }

    /** Nobody listens any more for whom events of assignments would be made. */
    @Test
    void a_dns_query_after_somebody_has_listened_for_assignments() throws IOException {
        Service service = service(Protocol.DNS);
        service.events().subscribeToAssignments(_ -> {}).close();
        expect(RANDOM_NUMBERS, new DnsHandler(service, network));
    }

    @Test
    void a_datagram_of_a_tracked_session() throws IOException {
        expect(NOTHING, new Sessions(service(Protocol.UDP), network));
    }

    @Test
    void a_datagram_of_a_session_with_every_server() throws IOException {
        expect(NOTHING, new Sessions(service(Protocol.UDP, Selection.Flag.ROUNDROBIN), network));
    }
}
