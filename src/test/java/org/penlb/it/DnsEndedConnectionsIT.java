package org.penlb.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.penlb.testing.Await;

/** DNS over TCP before real name servers that end connections: everybody is answered all the same. */
@Timeout(120)
class DnsEndedConnectionsIT {
    private static final int RATE = 1000;
    private static final int QUERIES = 4 * RATE;
    private static final int DROPS = 30;

    @TempDir
    Path folder;

    @Test
    void servers_that_answer_one_query_by_each_connection() throws Exception {
        try (var one = new NsdServer(folder, "tcp-query-count: 1", Zone.of("s0"));
                var other = new NsdServer(folder, "tcp-query-count: 1", Zone.of("s1"));
                var pen = NameServers.pen(List.of(one.address(), other.address()));
                var load = Dnsperf.start(folder, pen.address(), QUERIES, RATE, "-m", "tcp", "-c", "50")) {
            expectAllAnswered(load);
        }
    }

    /** Of a query that it drops, dnsdist ends the connection. */
    @Test
    void a_query_that_servers_drop_is_the_only_one_without_an_answer() throws Exception {
        try (var names = new NsdServer(folder, Zone.of("s0"));
                var one = new DroppingDnsdist(folder, names);
                var other = new DroppingDnsdist(folder, names);
                var pen = NameServers.pen(List.of(one.address(), other.address()));
                var load = Dnsperf.start(folder, pen.address(), QUERIES, RATE, "-m", "tcp", "-c", "50")) {
            for (int i = 0; i < DROPS; i++) {
                int before = one.drops() + other.drops();
                try (var client =
                        new Socket(pen.address().getAddress(), pen.address().getPort())) {
                    client.getOutputStream()
                            .write(DnsTcp.framed(DnsMessage.query(i, DroppingDnsdist.NAME, DnsMessage.A)));
                    Await.until("it is dropped", () -> one.drops() + other.drops() > before);
                }
            }
            expectAllAnswered(load);
        }
    }

    private static void expectAllAnswered(Dnsperf load) throws Exception {
        Dnsperf.Result result = load.await();
        assertThat(result.good()).isEqualTo(QUERIES);
        assertThat(result.lost()).isZero();
        assertThat(result.reconnected()).as("connections that ended").isZero();
    }
}
