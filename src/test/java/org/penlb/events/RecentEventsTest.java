package org.penlb.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.penlb.config.Address;

class RecentEventsTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    private static final Address SERVER = new Address.Inet("10.0.0.1", 80);
    private static final NotableEvent COMMAND = new ConfigEvent.DebugChanged(Origin.OPERATOR);

    private final RecentEvents events = new RecentEvents(Clock.fixed(NOON, ZoneOffset.UTC));

    private void record(int times) {
        for (int i = 0; i < times; i++) {
            events.record(COMMAND);
        }
    }

    private static List<Long> numbers(List<RecentEvent> events) {
        return events.stream().map(RecentEvent::number).toList();
    }

    @Test
    void there_are_none_at_first() {
        assertThat(events.last()).isZero();
        assertThat(events.after(0, 10)).isEmpty();
        assertThat(events.latest(10)).isEmpty();
    }

    @Test
    void numbers_events_from_one_and_gives_them_in_order() {
        var down = new ServerEvent.Down("web", SERVER, "connection refused");
        events.record(down);
        events.record(COMMAND);
        assertThat(events.last()).isEqualTo(2);
        assertThat(events.after(0, 10))
                .containsExactly(new RecentEvent(1, NOON, down), new RecentEvent(2, NOON, COMMAND));
        assertThat(numbers(events.after(1, 10))).containsExactly(2L);
        assertThat(events.after(2, 10)).isEmpty();
        assertThat(events.after(77, 10))
                .as("after a number that is yet to come")
                .isEmpty();
    }

    @Test
    void gives_no_more_than_was_asked_for() {
        record(5);
        assertThat(numbers(events.after(0, 2))).containsExactly(1L, 2L);
        assertThat(events.after(0, 0)).isEmpty();
        assertThat(numbers(events.after(-7, 1))).containsExactly(1L);
        assertThat(numbers(events.latest(2))).containsExactly(4L, 5L);
        assertThat(numbers(events.latest(Integer.MAX_VALUE))).containsExactly(1L, 2L, 3L, 4L, 5L);
    }

    @Test
    void keeps_the_last_1024() {
        record(RecentEvents.KEPT + 10);
        assertThat(numbers(events.after(0, Integer.MAX_VALUE)))
                .isEqualTo(LongStream.rangeClosed(11, RecentEvents.KEPT + 10)
                        .boxed()
                        .toList());
        assertThat(numbers(events.after(5, 1))).containsExactly(11L);
    }

    @Test
    void a_text_is_one_line_of_bounded_length() {
        events.record(new ConfigEvent.ReloadRefused(null, " one\r\ntwo\u001b[31m \n", Origin.FILE));
        events.record(new ConfigEvent.ReloadRefused(null, "x".repeat(10_000), Origin.FILE));
        assertThat(events.after(0, 1).getFirst().text()).isEqualTo("one two [31m");
        assertThat(events.after(1, 1).getFirst().text())
                .hasSize(RecentEvent.LONGEST_TEXT)
                .endsWith("x…");
    }

    @Test
    void shows_itself_as_json_with_every_name() {
        events.record(new ServerEvent.Down("dns", new Address.Inet("10.0.0.1", 53), "SERVFAIL"));
        events.record(new ConfigEvent.Reloaded(null, null, Origin.FILE));
        assertThat(events.latest(2))
                .extracting(RecentEvent::toJson)
                .containsExactly(new JsonObject("""
                                {"number": 1, "at": "2026-01-01T12:00:00Z", "kind": "server-down", "service": "dns",
                                "server": "10.0.0.1:53", "text": "SERVFAIL"}"""), new JsonObject("""
                                {"number": 2, "at": "2026-01-01T12:00:00Z", "kind": "reloaded", "service": null,
                                "server": null, "text": "another configuration is applied"}"""));
    }

    /** Whoever reads on from the last number it has seen misses none, however many threads record at the same time. */
    @Test
    @Timeout(60)
    void a_reader_who_follows_misses_no_event_that_is_kept() throws ExecutionException, InterruptedException {
        int rounds = 500;
        int writers = 4;
        int each = RecentEvents.KEPT / writers;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int round = 0; round < rounds; round++) {
                var fresh = new RecentEvents(Clock.systemUTC());
                var done = new AtomicInteger();
                List<Future<?>> written = new ArrayList<>();
                for (int w = 0; w < writers; w++) {
                    written.add(threads.submit(() -> {
                        for (int i = 0; i < each; i++) {
                            fresh.record(COMMAND);
                        }
                        done.incrementAndGet();
                    }));
                }
                var seen = new ArrayList<Long>();
                while (seen.size() < writers * each) {
                    boolean all = done.get() == writers;
                    seen.addAll(numbers(fresh.after(seen.isEmpty() ? 0 : seen.getLast(), 100)));
                    assertThat(all && fresh.after(seen.getLast(), 1).isEmpty() && seen.size() < writers * each)
                            .as("something is missing")
                            .isFalse();
                }
                assertThat(seen)
                        .isEqualTo(LongStream.rangeClosed(1, (long) writers * each)
                                .boxed()
                                .toList());
                for (Future<?> one : written) {
                    one.get();
                }
            }
        }
    }
}
