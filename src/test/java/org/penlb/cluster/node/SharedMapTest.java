package org.penlb.cluster.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.shareddata.AsyncMap;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.penlb.testing.Await;

class SharedMapTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofMillis(20);

    private static final Vertx VERTX = Vertx.vertx();
    private static final WorkerExecutor THREADS = VERTX.createSharedWorkerExecutor("maps", 2);
    private static final Context CONTEXT = VERTX.getOrCreateContext();

    /** What was asked of the map, and its answers to be. */
    private final Queue<String> asked = new ConcurrentLinkedQueue<>();

    private final LinkedBlockingQueue<Promise<Object>> answers = new LinkedBlockingQueue<>();

    @AfterAll
    static void close() {
        Clusters.result(VERTX.close());
    }

    @SuppressWarnings("unchecked")
    private final AsyncMap<String, Buffer> slow = (AsyncMap<String, Buffer>) Proxy.newProxyInstance(
            SharedMapTest.class.getClassLoader(), new Class<?>[] {AsyncMap.class}, (_, method, arguments) -> {
                asked.add(arguments == null ? method.getName() : arguments[0] + "=" + arguments[1]);
                Promise<Object> answer = Promise.promise();
                answers.add(answer);
                return answer.future();
            });

    private SharedMap map(Duration limit) {
        return new SharedMap(VERTX, CONTEXT, THREADS, () -> Future.succeededFuture(slow), limit, SHORT);
    }

    @Test
    void what_was_put_is_there_some_time() {
        var map =
                new SharedMap(VERTX, CONTEXT, THREADS, () -> VERTX.sharedData().getAsyncMap("plain"), LONG, SHORT);
        map.put("a", Buffer.buffer("1"));
        map.put("b", Buffer.buffer("2"));
        map.put("a", Buffer.buffer("3"));
        Await.until(
                "both are written",
                () -> Clusters.result(map.all()).equals(Map.of("a", Buffer.buffer("3"), "b", Buffer.buffer("2"))));
        assertThat(map.failures()).isZero();
    }

    @Test
    void of_several_values_the_last_is_written_when_the_one_before_is_through() throws InterruptedException {
        SharedMap map = map(LONG);
        for (int i = 1; i <= 1000; i++) {
            map.put("a", Buffer.buffer("" + i));
        }
        map.put("b", Buffer.buffer("x"));
        Promise<Object> first = Await.next(answers);
        Promise<Object> other = Await.next(answers);
        assertThat(asked).containsExactlyInAnyOrder("a=1", "b=x");
        first.complete();
        other.complete();
        Await.next(answers).complete();
        assertThat(asked).hasSize(3).contains("a=1000");
        Await.until("nothing is left", () -> unwritten(map) == 0);
    }

    @Test
    void what_fails_is_written_again() throws InterruptedException {
        SharedMap map = map(LONG);
        map.put("a", Buffer.buffer("1"));
        Await.next(answers).fail("no");
        Await.next(answers).complete();
        assertThat(asked).containsExactly("a=1", "a=1");
        assertThat(map.failures()).isOne();
    }

    @Test
    void what_is_newer_takes_the_place_of_what_failed() throws InterruptedException {
        SharedMap map = map(LONG);
        map.put("a", Buffer.buffer("1"));
        Promise<Object> first = Await.next(answers);
        map.put("a", Buffer.buffer("2"));
        first.fail("no");
        Await.next(answers).complete();
        assertThat(asked).containsExactly("a=1", "a=2");
    }

    @Test
    void a_map_that_never_answers_costs_its_time() throws InterruptedException {
        SharedMap map = map(SHORT);
        map.put("a", Buffer.buffer("1"));
        Await.next(answers);
        Await.next(answers);
        assertThat(asked).containsExactly("a=1", "a=1");
        assertThat(map.failures()).isPositive();
    }

    @Test
    void a_map_that_never_answers_is_read_once_for_all_who_ask() {
        SharedMap map = map(SHORT);
        Clusters.failure(TimeoutException.class, map.all());
        Clusters.failure(TimeoutException.class, map.all());
        assertThat(asked).containsExactly("entries");
        assertThat(map.failures()).isEqualTo(2);
    }

    @Test
    void a_map_that_cannot_be_opened_is_opened_again() {
        var tries = new AtomicInteger();
        var map = new SharedMap(
                VERTX,
                CONTEXT,
                THREADS,
                () -> tries.incrementAndGet() == 1
                        ? Future.failedFuture("not yet")
                        : VERTX.sharedData().getAsyncMap("later"),
                LONG,
                SHORT);
        map.put("a", Buffer.buffer("1"));
        Await.until(
                "it is written",
                () -> Clusters.result(map.all().otherwise(Map.of())).containsKey("a"));
        assertThat(tries).hasValueGreaterThan(1);
    }

    private static int unwritten(SharedMap map) {
        Promise<Integer> count = Promise.promise();
        CONTEXT.runOnContext(_ -> count.complete(map.unwritten()));
        return Clusters.result(count.future());
    }
}
