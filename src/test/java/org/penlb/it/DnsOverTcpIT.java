package org.penlb.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.penlb.testing.Await;

/** DNS over TCP before real name servers: each query is answered, whatever becomes of the servers. */
@Timeout(180)
class DnsOverTcpIT {
    private static final int RATE = 1000;
    /** More than are asked until everything has happened, on a slow machine, too. */
    private static final int QUERIES = 90 * RATE;

    private static final int RECORDS = 50_000;
    private static final String LARGE = "large.test";
    private static final int AXFR = 252;
    private static final int TXT = 16;
    private static final int GREEDY = 40;
    private static final int QUERIES_OF_ONE = 128;

    @TempDir
    Path folder;

    @Test
    void nobody_notices_a_server_that_stops_and_one_that_dies() throws Exception {
        try (var servers = new NameServers(3, folder);
                var pen = servers.pen()) {
            try (var load = Dnsperf.start(folder, pen.address(), QUERIES, RATE, "-m", "tcp", "-c", "100")) {
                awaitMore("queries come to all", RATE / 4, servers.get(0));
                awaitMore("queries come to all", RATE / 4, servers.get(1));
                awaitMore("queries come to all", RATE / 4, servers.get(2));
                servers.get(1).pause();
                awaitMore("the others go on", RATE, servers.get(0));
                servers.get(2).kill();
                awaitMore("the last goes on", 4 * RATE, servers.get(0));
                servers.get(1).resume();
                servers.get(2).revive();
                awaitMore("it serves again", RATE / 4, servers.get(1));
                awaitMore("it serves again", RATE / 4, servers.get(2));
                long known = (Dnsperf.TIMEOUT_SECONDS + 1) * RATE / 3;
                awaitMore("what is lost is known to be", known, servers.get(0));
                Dnsperf.Result result = load.stop();
                assertThat(result.sent()).isLessThan(QUERIES);
                assertThat(result.lost()).as("lost, %s", pen.say("counters")).isZero();
                assertThat(result.reconnected()).as("connections that ended").isZero();
                assertThat(result.good()).isEqualTo(result.sent() - result.interrupted());
            }
        }
    }

    private static void awaitMore(String what, long more, NsdServer server) {
        long before = server.queries();
        Await.until(what, () -> server.queries() >= before + more);
    }

    /** What they have asked for before they are not listened to any more is more than the process has memory for. */
    @Test
    void clients_that_take_no_answers_harm_nobody_else() throws Exception {
        // 58 KiB: what one connection asks for is far more than the kernel has room for.
        String text = "\"%s\" ".formatted("x".repeat(255)).repeat(232);
        var zone = new Zone(LARGE, "$TTL 300\n@ SOA ns hostmaster 1 3600 600 86400 300\n@ NS ns\n@ TXT " + text + "\n");
        byte[] query = DnsTcp.framed(DnsMessage.query(1, LARGE, TXT));
        var queries = ByteBuffer.allocate(QUERIES_OF_ONE * query.length);
        while (queries.hasRemaining()) {
            queries.put(query);
        }
        List<Socket> greedy = new ArrayList<>();
        try (var servers = new NameServers(2, folder, zone);
                var pen = servers.pen()) {
            for (int i = 0; i < GREEDY; i++) {
                var client = new Socket();
                greedy.add(client);
                client.setReceiveBufferSize(4096);
                client.connect(pen.address());
                client.getOutputStream().write(queries.array());
            }
            pen.process.awaitSaid("too many answers wait for clients");
            assertThat(Dig.ask(pen.address(), "+tcp", "www." + Zone.EXAMPLE).status())
                    .isEqualTo("NOERROR");
            assertThat(pen.process.said()).noneMatch(line -> line.contains("OutOfMemory"));
        } finally {
            for (Socket client : greedy) {
                client.close();
            }
        }
    }

    @Test
    void a_transfer_of_many_records_passes_byte_by_byte() throws IOException {
        var records =
                new StringBuilder("$TTL 300\n@ SOA ns hostmaster 1 3600 600 86400 300\n@ NS ns\nns A 127.0.0.1\n");
        for (int i = 0; i < RECORDS; i++) {
            records.append("host%d A 192.0.%d.%d%n".formatted(i, i >> 8, i & 0xff));
        }
        try (var servers = new NameServers(1, folder, new Zone(LARGE, records.toString()));
                var pen = servers.pen()) {
            byte[] direct = transferred(servers.get(0).socketAddress());
            byte[] through = transferred(pen.address());
            assertThat(direct.length).isGreaterThan(RECORDS * 16);
            assertThat(Arrays.equals(through, direct)).isTrue();
        }
    }

    /** All that comes until the end, which a client asks for by ending its own direction. */
    private static byte[] transferred(InetSocketAddress server) throws IOException {
        try (var client = new Socket(server.getAddress(), server.getPort())) {
            client.getOutputStream().write(DnsTcp.framed(DnsMessage.query(7, LARGE, AXFR)));
            client.shutdownOutput();
            return client.getInputStream().readAllBytes();
        }
    }
}
