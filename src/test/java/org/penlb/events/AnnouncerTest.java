package org.penlb.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.penlb.testing.Await;

@Timeout(60)
class AnnouncerTest {
    private final Vertx vertx = Vertx.vertx();
    private final Events events = new Events(Clock.systemUTC());
    private final List<JsonObject> heard = Collections.synchronizedList(new ArrayList<>());

    @BeforeEach
    void listen() {
        vertx.eventBus().<JsonObject>localConsumer(Announcer.ADDRESS, message -> heard.add(message.body()));
    }

    @AfterEach
    void close() {
        vertx.close().await();
    }

    private void record(int times) {
        for (int i = 0; i < times; i++) {
            events.publish(new ConfigEvent.DebugChanged(Origin.OPERATOR));
        }
    }

    private List<Long> numbers() {
        return List.copyOf(heard).stream().map(event -> event.getLong("number")).toList();
    }

    @Test
    void publishes_what_happens_from_now_on() {
        record(2);
        Announcer.announce(vertx, events);
        record(1);
        Await.until("the event is heard", () -> !heard.isEmpty());
        assertThat(heard).containsExactly(events.recent().latest(1).getFirst().toJson());
    }

    @Test
    void publishes_more_than_a_turn_of_events_in_order_and_each_once() {
        Announcer.announce(vertx, events);
        int many = 3 * Announcer.MOST_PER_TURN + 1;
        record(many);
        Await.until("all are heard", () -> heard.size() >= many);
        assertThat(numbers()).isEqualTo(LongStream.rangeClosed(1, many).boxed().toList());
        record(1);
        Await.until("the next one is heard", () -> heard.size() == many + 1);
    }

    /** The bus holds what its listeners have not taken yet, so a storm must not become a million messages. */
    @Test
    void a_storm_is_cut_to_what_is_kept() {
        Announcer.announce(vertx, events);
        record(100_000);
        Await.until("the newest one is heard", () -> numbers().contains(100_000L));
        assertThat(numbers()).isSorted().doesNotHaveDuplicates().hasSizeLessThan(50_000);
    }
}
