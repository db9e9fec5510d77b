package org.penlb.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.penlb.testing.Await;

/** One of three name servers stops, dies and comes back while dnsperf asks without pause. */
@Timeout(180)
class DnsFailoverIT {
    private static final int RATE = 2000;
    /** Ten seconds: one until the server fails, some until it is back, and some for it to be found well again. */
    private static final int QUERIES = 10 * RATE;

    @TempDir
    Path folder;

    /** How the victim fails and comes back. */
    private interface Change {
        void make(NsdServer victim) throws IOException, InterruptedException;
    }

    @Test
    void nobody_notices_a_server_that_stops() throws Exception {
        failAndComeBack(NsdServer::pause, NsdServer::resume);
    }

    @Test
    void nobody_notices_a_server_that_dies() throws Exception {
        failAndComeBack(NsdServer::kill, NsdServer::revive);
    }

    private void failAndComeBack(Change fail, Change comeBack) throws Exception {
        try (var servers = new NameServers(3, folder);
                var pen = servers.pen()) {
            NsdServer victim = servers.get(1);
            try (var load = Dnsperf.start(folder, pen.address(), QUERIES, RATE)) {
                awaitMore("queries come to all", RATE / 4, victim);
                fail.make(victim);
                awaitMore("the others go on", 2 * RATE, servers.get(0), servers.get(2));
                comeBack.make(victim);
                awaitMore("it serves again", RATE / 4, victim);

                Dnsperf.Result result = load.await();
                assertThat(result.sent()).isEqualTo(QUERIES);
                assertThat(result.lost()).as("lost").isZero();
                assertThat(result.good()).isEqualTo(QUERIES);
                double fair = (QUERIES - victim.queries()) / 2.0; // half of what the victim did not serve
                for (int i : new int[] {0, 2}) {
                    assertThat(servers.get(i).queries()).as("load of s%d", i).isLessThan((long) (1.1 * fair));
                }
            }
        }
    }

    @Test
    void without_rescue_queries_are_lost() throws Exception {
        try (var servers = new NameServers(3, folder);
                var pen = servers.pen("-O", "no rescue")) {
            NsdServer victim = servers.get(1);
            try (var load = Dnsperf.start(folder, pen.address(), 2 * RATE, RATE, "-t", "2")) {
                awaitMore("queries come to all", RATE / 4, victim);
                victim.pause();
                Dnsperf.Result result = load.await();
                assertThat(result.sent()).isEqualTo(2 * RATE);
                assertThat(result.lost()).isPositive();
                assertThat(result.good()).isPositive();
            }
        }
    }

    private static void awaitMore(String what, long more, NsdServer... servers) {
        long before = sum(servers);
        Await.until(what, () -> sum(servers) >= before + more);
    }

    private static long sum(NsdServer... servers) {
        return LongStream.range(0, servers.length)
                .map(i -> servers[(int) i].queries())
                .sum();
    }
}
