package org.penlb.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.penlb.testing.Await;
import org.penlb.testing.Drops;

/** One of three name servers stops, dies and comes back while dnsperf asks without pause. */
@Tag("alone")
@Timeout(180)
class DnsFailoverIT {
    private static final int RATE = 1000;
    /** More than are asked until everything has happened, on a slow machine, too. */
    private static final int QUERIES = 90 * RATE;

    @TempDir
    Path folder;

    /** How the victim fails, or comes back. */
    private interface Change {
        void make(NsdServer victim) throws IOException, InterruptedException;
    }

    /** To the same Pen, and one after the other: what was lost of either is known after the same wait. */
    @Test
    void nobody_notices_a_server_that_stops_or_dies() throws Exception {
        try (var servers = new NameServers(3, folder);
                var pen = servers.pen()) {
            NsdServer victim = servers.get(1);
            InetSocketAddress[] ours = {victim.socketAddress(), pen.address()};
            long droppedBefore = Drops.exceptAt(ours);
            try (var load = Dnsperf.start(folder, pen.address(), QUERIES, RATE)) {
                awaitMore("queries come to all", RATE / 4, victim);
                failAndComeBack(servers, NsdServer::pause, NsdServer::resume);
                failAndComeBack(servers, NsdServer::kill, NsdServer::revive);

                awaitMore("what is lost is known to be", (Dnsperf.TIMEOUT_SECONDS + 1) * RATE, all(servers));

                Dnsperf.Result result = load.stop();
                assertThat(result.sent()).isLessThan(QUERIES);
                assertThat(result.lost())
                        .as("lost, but for those that the kernel had no room for")
                        .isLessThanOrEqualTo(Drops.exceptAt(ours) - droppedBefore);
                assertThat(result.good()).isEqualTo(result.sent() - result.lost() - result.interrupted());
            }
        }
    }

    private static void failAndComeBack(NameServers servers, Change fail, Change comeBack) throws Exception {
        NsdServer victim = servers.get(1);
        fail.make(victim);
        long[] before = {servers.get(0).queries(), servers.get(2).queries()};
        awaitMore("the others go on", 2 * RATE, servers.get(0), servers.get(2));
        long[] meanwhile = {servers.get(0).queries() - before[0], servers.get(2).queries() - before[1]};
        comeBack.make(victim);
        awaitMore("it serves again", RATE / 4, victim);
        // One that got all of the victim's would have a third more.
        double fair = LongStream.of(meanwhile).sum() / 2.0;
        assertThat(LongStream.of(meanwhile).max().orElseThrow())
                .as("the greater share of %s", Arrays.toString(meanwhile))
                .isLessThan((long) (1.25 * fair));
    }

    @Test
    void without_rescue_queries_are_lost() throws Exception {
        try (var servers = new NameServers(3, folder);
                var pen = servers.pen("-O", "no rescue")) {
            NsdServer victim = servers.get(1);
            try (var load = Dnsperf.start(folder, pen.address(), QUERIES, RATE, "-t", "2")) {
                awaitMore("queries come to all", RATE / 4, victim);
                victim.pause();
                awaitMore("what is lost is known to be", 3 * RATE, servers.get(0), servers.get(2));
                Dnsperf.Result result = load.stop();
                assertThat(result.lost()).isPositive();
                assertThat(result.good()).isPositive();
            }
        }
    }

    private static NsdServer[] all(NameServers servers) {
        return new NsdServer[] {servers.get(0), servers.get(1), servers.get(2)};
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
