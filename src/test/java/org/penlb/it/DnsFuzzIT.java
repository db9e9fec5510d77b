package org.penlb.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.penlb.testing.Await;
import org.penlb.testing.Payload;
import org.penlb.testing.UdpVisitor;

/** Clients and servers that mean harm: nobody else is harmed. */
@Tag("alone")
@Timeout(120)
class DnsFuzzIT {
    private static final byte[] QUERY = DnsMessage.query(1, "www." + Zone.EXAMPLE, DnsMessage.A);

    private static final int TRY_MILLIS = 500;

    @TempDir
    Path folder;

    @Test
    void malformed_messages_from_both_sides_harm_nobody() throws Exception {
        spoil(Duration.ofSeconds(4));
    }

    @Test
    @Timeout(value = 20, unit = TimeUnit.MINUTES)
    void nor_for_minutes() throws Exception {
        Assumptions.assumeTrue(Boolean.getBoolean("pen.long"), "long: a soak of several minutes");
        spoil(Duration.ofMinutes(5));
    }

    private void spoil(Duration time) throws Exception {
        long seed = ThreadLocalRandom.current().nextLong();
        var running = new AtomicBoolean(true);
        try (var servers = new NameServers(2, folder);
                var harmful = new SpoilingNameServer(seed)) {
            List<String> addresses = new ArrayList<>(servers.addresses());
            addresses.add(harmful.address());
            try (var pen = NameServers.pen(addresses, "-r", "-O", "no least")) {
                Future<Integer> datagrams = Payload.beside(() -> spoiltDatagrams(pen, seed, running));
                Future<Integer> connections = Payload.beside(() -> spoiltConnections(pen, seed, running));
                long until = System.nanoTime() + time.toNanos();
                int good = 0;
                try {
                    for (; System.nanoTime() < until || good == 0; good++) {
                        ask(pen, good & 0xFFFF, seed);
                    }
                } finally {
                    running.set(false);
                }
                assertThat(Payload.of(datagrams)).isPositive();
                assertThat(Payload.of(connections)).isPositive();
                assertThat(harmful.queries()).isPositive();
                assertThat(harmful.malformed()).as("seed %d", seed).isZero();
                harmful.close(); // while it is there, an answer with the right question may be junk beyond it
                assertNoFault(pen, seed);
            }
        }
    }

    /** Asks over UDP and TCP, and must be answered, with its own ID and question, if not the first time. */
    private static void ask(ControlledPen pen, int id, long seed) throws IOException {
        byte[] query = DnsMessage.query(id, "host" + id % 256 + "." + Zone.EXAMPLE, DnsMessage.A);
        try (var client = new UdpVisitor("127.0.0.1", pen.address())) {
            byte[] answer = null;
            // How many it takes is the kernel's matter, which has no room for all that the harmful ones send.
            for (long until = System.nanoTime() + Await.LONG.toNanos(); answer == null && System.nanoTime() < until; ) {
                client.send(query);
                answer = client.receive(TRY_MILLIS);
            }
            if (answer == null) {
                throw new AssertionError("no answer to query " + id + ", seed " + seed);
            }
            assertThat(DnsMessage.id(answer)).isEqualTo(id);
            assertThat(DnsMessage.isResponse(answer)).isTrue();
            // Letters of a name may come back in the other case: AnswerCheck says why.
            assertThat(text(DnsMessage.question(answer)))
                    .as("seed %d", seed)
                    .isEqualTo(text(DnsMessage.question(query)));
        }
    }

    private static String text(byte[] question) {
        return new String(question, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
    }

    private static int spoiltDatagrams(ControlledPen pen, long seed, AtomicBoolean running) throws IOException {
        var mutation = new Mutation(seed + 2);
        int count = 0;
        try (var client = new UdpVisitor("127.0.0.2", pen.address())) {
            for (; running.get(); count++) {
                client.send(mutation.of(QUERY));
                if (count % 16 == 0) {
                    client.receive(1); // leaves the good ones some of the machine
                }
            }
        }
        return count;
    }

    private static int spoiltConnections(ControlledPen pen, long seed, AtomicBoolean running) {
        var mutation = new Mutation(seed + 3);
        int count = 0;
        for (; running.get(); count++) {
            try (var client = new DnsTcp(pen.address())) {
                byte[] framed = DnsTcp.framed(mutation.of(QUERY));
                client.write(count % 3 == 0 ? Arrays.copyOf(framed, framed.length / 2) : framed);
                client.write(DnsTcp.framed(QUERY));
                if (count % 2 == 0) {
                    client.write(mutation.of(framed));
                }
            } catch (IOException _) {
                // it may hang up on such a client
            }
        }
        return count;
    }

    private static void assertNoFault(ControlledPen pen, long seed) throws IOException, InterruptedException {
        assertThat(pen.process.said()).as("seed %d", seed).noneMatch(line -> {
            String said = line.toLowerCase(Locale.ROOT);
            return said.contains("exception") || said.contains("error") || said.startsWith("\tat ");
        });
        assertThat(pen.say("pid").strip()).isEqualTo(String.valueOf(pen.process.pid()));
        for (int i = 0; i < 20; i++) {
            assertThat(Dig.ask(pen.address(), "www." + Zone.EXAMPLE).status()).isEqualTo("NOERROR");
        }
    }
}
