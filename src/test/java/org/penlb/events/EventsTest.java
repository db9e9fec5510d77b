package org.penlb.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.penlb.config.Address;

/** Who is told of what happens. */
@Timeout(60)
class EventsTest {
    private static final NotableEvent DOWN =
            new ServerEvent.Down("web", new Address.Inet("10.0.0.1", 80), "connection refused");
    private static final NotableEvent COMMAND = new ConfigEvent.DebugChanged(Origin.OPERATOR);

    private final Events events = new Events(Clock.systemUTC());

    @Test
    void everybody_who_listens_is_told_in_the_order_in_which_they_came() {
        List<String> told = new ArrayList<>();
        events.subscribe(event -> told.add("first " + event.service()));
        events.subscribe(event -> told.add("second " + event.service()));
        events.publish(DOWN);
        events.publish(COMMAND);
        assertThat(told).containsExactly("first web", "second web", "first null", "second null");
    }

    @Test
    void who_is_told_finds_the_event_among_the_recent_ones() {
        List<NotableEvent> seen = new ArrayList<>();
        events.subscribe(_ -> seen.add(events.recent().latest(1).getFirst().event()));
        events.publish(DOWN);
        events.publish(COMMAND);
        assertThat(seen).containsExactly(DOWN, COMMAND);
    }

    @Test
    void who_ceases_to_listen_is_told_no_more_and_others_are() {
        List<NotableEvent> one = new ArrayList<>();
        List<NotableEvent> other = new ArrayList<>();
        Events.Subscription subscription = events.subscribe(one::add);
        events.subscribe(other::add);
        events.publish(DOWN);
        subscription.close();
        subscription.close();
        events.publish(COMMAND);
        assertThat(one).containsExactly(DOWN);
        assertThat(other).containsExactly(DOWN, COMMAND);
    }

    @Test
    void the_same_listener_may_be_there_twice_and_leave_once() {
        var told = new AtomicInteger();
        Consumer<NotableEvent> listener = _ -> told.incrementAndGet();
        Events.Subscription one = events.subscribe(listener);
        events.subscribe(listener);
        one.close();
        events.publish(DOWN);
        assertThat(told).hasValue(1);
    }

    @Test
    void one_that_throws_harms_neither_others_nor_who_publishes() {
        List<NotableEvent> told = new ArrayList<>();
        events.subscribe(_ -> {
            throw new IllegalStateException("a listener's fault, on purpose");
        });
        events.subscribe(told::add);
        events.publish(DOWN);
        events.publish(COMMAND);
        assertThat(told).containsExactly(DOWN, COMMAND);
        assertThat(events.recent().last()).isEqualTo(2);
    }

    @Test
    void one_may_publish_and_leave_while_it_is_told() {
        List<NotableEvent> told = new ArrayList<>();
        var subscriptions = new ArrayList<Events.Subscription>();
        subscriptions.add(events.subscribe(_ -> {
            subscriptions.getFirst().close();
            events.publish(COMMAND);
        }));
        events.subscribe(told::add);
        events.publish(DOWN);
        assertThat(told).containsExactly(COMMAND, DOWN);
    }

    @Test
    void many_come_and_go_while_many_publish() throws ExecutionException, InterruptedException {
        int threads = 4;
        int each = 5_000;
        var always = new AtomicInteger();
        events.subscribe(_ -> always.incrementAndGet());
        var start = new CountDownLatch(1);
        try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> work = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                work.add(pool.submit(() -> {
                    start.await();
                    for (int i = 0; i < each; i++) {
                        events.publish(COMMAND);
                    }
                    return null;
                }));
                work.add(pool.submit(() -> {
                    start.await();
                    for (int i = 0; i < each; i++) {
                        events.subscribe(_ -> {}).close();
                    }
                    return null;
                }));
            }
            start.countDown();
            for (Future<?> one : work) {
                one.get();
            }
        }
        assertThat(always).hasValue(threads * each);
    }
}
