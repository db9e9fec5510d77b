package org.penlb.cluster.assignments;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.penlb.config.IpAddress;

/** What one peer is sent, as long as it takes it. */
class OutgoingTest {
    private final List<Batch> sent = new ArrayList<>();
    private final Outgoing outgoing = new Outgoing(body -> sent.add(Batch.read(body)));
    private final Incoming atPeer = new Incoming();
    private long now = Long.MAX_VALUE - 1; // it overflows
    private int versions;

    private record Batch(long number, List<Assignment> clients) {
        static Batch read(byte[] body) {
            try (var in = new DataInputStream(new ByteArrayInputStream(body))) {
                return new Batch(in.readLong(), ClientsReader.read(in));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** The peer is heard, and what it may have missed before that is behind it. */
    OutgoingTest() {
        outgoing.up(true, now);
        atPeer.told(outgoing.sent());
    }

    private static Assignment assignment(int client, int version) {
        return new Assignment("web", IpAddress.v4(client), "10.0.0.1:80", version);
    }

    private List<Assignment> offer(int... clients) {
        List<Assignment> batch = Arrays.stream(clients)
                .mapToObj(client -> assignment(client, ++versions))
                .toList();
        var writer = new ClientsWriter();
        batch.forEach(writer::add);
        outgoing.offer(batch, writer.finish(), now);
        return batch;
    }

    private void fillWindow() {
        for (int i = 0; i < Outgoing.WINDOW; i++) {
            offer(i);
        }
        assertThat(sent).hasSize(Outgoing.WINDOW);
    }

    private void taken(Batch batch) {
        outgoing.taken(batch.number(), now);
    }

    private void pass(Duration time) {
        now += time.toNanos();
        outgoing.tick(now);
    }

    /** Whether the peer finds out that something is missing: by what came in, and by a beat then. */
    private boolean misses() {
        boolean gap = false;
        for (Batch batch : sent) {
            gap |= atPeer.batch(batch.number(), now);
        }
        return gap | atPeer.told(outgoing.sent());
    }

    @Test
    void a_few_batches_are_on_their_way_and_others_wait() {
        fillWindow();
        offer(100, 101);
        offer(102);
        assertThat(sent).hasSize(Outgoing.WINDOW);
        assertThat(outgoing.lag()).isEqualTo(Outgoing.WINDOW + 3);
        taken(sent.getFirst());
        assertThat(sent).hasSize(Outgoing.WINDOW + 1);
        assertThat(sent.getLast().clients()).hasSize(3);
        assertThat(outgoing.lag()).isEqualTo(Outgoing.WINDOW);
        assertThat(misses()).isFalse();
    }

    @Test
    void batches_are_counted() {
        List<Assignment> first = offer(1, 2);
        List<Assignment> second = offer(1);
        long begin = sent.getFirst().number();
        assertThat(sent).containsExactly(new Batch(begin, first), new Batch(begin + 1, second));
        assertThat(outgoing.sent()).isEqualTo(begin + 1);
        taken(sent.getLast());
        assertThat(outgoing.lag()).isZero();
    }

    @Test
    void of_a_client_that_waits_only_the_latest_is_sent() {
        fillWindow();
        offer(100, 101);
        List<Assignment> latest = offer(101, 100);
        taken(sent.getFirst());
        assertThat(sent.getLast().clients()).containsExactlyInAnyOrderElementsOf(latest);
    }

    @Test
    void what_waits_is_sent_in_batches_that_are_not_too_long() {
        fillWindow();
        offer(IntStream.range(1_000, 2_000).toArray());
        offer(IntStream.range(2_000, 2_500).toArray());
        taken(sent.get(Outgoing.WINDOW - 1));
        assertThat(sent.stream()
                        .skip(Outgoing.WINDOW)
                        .map(batch -> batch.clients().size()))
                .containsExactly(Outgoing.BATCH, 500);
        assertThat(misses()).isFalse();
    }

    @Test
    void what_comes_after_what_waits_is_not_sent_before_it() {
        fillWindow();
        offer(100);
        for (Batch batch : List.copyOf(sent)) {
            taken(batch);
        }
        offer(100);
        assertThat(sent.subList(Outgoing.WINDOW, sent.size()))
                .extracting(batch -> batch.clients().getFirst().version())
                .containsExactly((long) versions - 1, (long) versions);
    }

    @Test
    void more_than_may_wait_is_given_up_and_the_peer_finds_out() {
        fillWindow();
        for (int from = 0; from < Outgoing.MOST_WAITING; from += Outgoing.BATCH) {
            offer(IntStream.range(from, Math.min(Outgoing.MOST_WAITING, from + Outgoing.BATCH))
                    .toArray());
        }
        assertThat(outgoing.lag()).isEqualTo(Outgoing.WINDOW + Outgoing.MOST_WAITING);
        assertThat(misses()).isFalse();
        sent.clear();
        offer(Outgoing.MOST_WAITING);
        assertThat(outgoing.lag()).isZero();
        assertThat(misses()).as("though nothing more is sent").isTrue();
        offer(1);
        assertThat(sent).hasSize(1);
        assertThat(misses()).as("that is new").isFalse();
    }

    @Test
    void what_is_not_acknowledged_for_two_seconds_is_lost_and_the_peer_finds_out() {
        offer(1);
        pass(Duration.ofSeconds(2));
        assertThat(outgoing.lag()).isOne();
        pass(Duration.ofNanos(1));
        assertThat(outgoing.lag()).isZero();
        sent.clear();
        assertThat(misses()).isTrue();
    }

    @Test
    void every_acknowledgement_gives_two_seconds_more() {
        fillWindow();
        pass(Duration.ofMillis(1_900));
        taken(sent.getFirst());
        pass(Duration.ofMillis(1_900));
        assertThat(outgoing.lag()).isEqualTo(Outgoing.WINDOW - 1);
    }

    @Test
    void an_acknowledgement_that_comes_late_or_of_what_was_never_sent_is_none() {
        offer(1);
        pass(Duration.ofSeconds(3));
        Batch late = sent.getFirst();
        offer(2);
        taken(late);
        outgoing.taken(outgoing.sent() + 1, now);
        assertThat(outgoing.lag()).isOne();
    }

    @Test
    void who_is_not_heard_is_sent_nothing_and_finds_out_when_he_is_heard_again() {
        offer(1);
        taken(sent.getFirst());
        misses();
        sent.clear();
        outgoing.up(false, now);
        offer(2);
        pass(Duration.ofMinutes(1));
        assertThat(sent).isEmpty();
        assertThat(outgoing.lag()).isZero();
        outgoing.up(true, now);
        assertThat(misses()).as("though nothing more is sent").isTrue();
        outgoing.up(true, now);
        assertThat(misses()).isFalse();
    }
}
