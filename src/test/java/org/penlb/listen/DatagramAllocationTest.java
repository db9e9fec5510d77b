package org.penlb.listen;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HexFormat;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.penlb.config.Protocol;
import org.penlb.config.Selection;
import org.penlb.listen.dns.DnsHandler;
import org.penlb.listen.udp.Sessions;
import org.penlb.relay.DatagramBatch;

/** What a query or a datagram allocates on its way to a server and back, once everything is warm. */
@Timeout(120)
class DatagramAllocationTest {
    private static final int ROUNDS = 100_000;
    private static final int SERVERS = 3;
    private static final int CLIENTS = 50;
    /** Bytes each: no object at all, but what the JDK's random numbers cost, three bytes for each one of a query's four. */
    private static final int NEXT_TO_NOTHING = 16;

    private static final int FLAGS = 2;
    private static final byte IS_ANSWER = (byte) 0x81;
    private static final byte[] QUERY = HexFormat.of().parseHex("1234010000010000000000000377777700" + "00010001");

    private final QuietDatagrams network = new QuietDatagrams();

    private void expectNextToNothing(DatagramHandler handler) throws IOException {
        handler.listen(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 53), false);
        handler.serve();
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        exchange(handler);
        long before = threads.getCurrentThreadAllocatedBytes();
        exchange(handler);
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        assertThat(network.replies()).isEqualTo(2 * ROUNDS);
        assertThat(allocated).isLessThan(ROUNDS * NEXT_TO_NOTHING);
        handler.close();
    }

    private void exchange(DatagramHandler handler) {
        DatagramBatch batch = network.batch();
        for (int i = 0; i < ROUNDS; i++) {
            int slot = i % DatagramBatch.SLOTS;
            for (int at = 0; at < QUERY.length; at++) {
                batch.memory().set(ValueLayout.JAVA_BYTE, batch.offset(slot) + at, QUERY[at]);
            }
            batch.length(slot, QUERY.length);
            batch.peer(slot).from(0, 0xffff_0a01_0000L + i % CLIENTS, 1024 + i % CLIENTS, 0);
            network.comesIn(slot);
            batch.memory().set(ValueLayout.JAVA_BYTE, batch.offset(slot) + FLAGS, IS_ANSWER);
            network.isAnswered(slot);
            if (i % 1000 == 0) {
                handler.tick(System.nanoTime(), false);
            }
        }
    }

    @Test
    void a_dns_query_to_the_least_loaded_server() throws IOException {
        Service service = QuietDatagrams.service(SERVERS, Protocol.DNS, new Selection(Set.of(Selection.Flag.LEAST)));
        expectNextToNothing(new DnsHandler(service, network, false));
    }

    @Test
    void a_dns_query_by_turns() throws IOException {
        Service service =
                QuietDatagrams.service(SERVERS, Protocol.DNS, new Selection(Set.of(Selection.Flag.ROUNDROBIN)));
        expectNextToNothing(new DnsHandler(service, network, false));
    }

    @Test
    void a_datagram_of_a_tracked_session() throws IOException {
        expectNextToNothing(new Sessions(QuietDatagrams.service(SERVERS, Protocol.UDP, Selection.DEFAULT), network));
    }

    @Test
    void a_datagram_of_a_session_with_every_server() throws IOException {
        Service service =
                QuietDatagrams.service(SERVERS, Protocol.UDP, new Selection(Set.of(Selection.Flag.ROUNDROBIN)));
        expectNextToNothing(new Sessions(service, network));
    }
}
