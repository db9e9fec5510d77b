package org.penlb;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.lang.management.ManagementFactory;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.penlb.admin.Machine;
import org.penlb.config.PenConfig;
import org.penlb.config.json.JsonConfig;

/** Vert.x keeps verticles that it has done with; of a Pen nothing is left in them. */
@Tag("alone")
@Timeout(120)
class KeptMemoryTest {
    private static final int TIMES = 100;
    private static final long MOST_BYTES = 24 * 1024L;

    private final Vertx vertx =
            Vertx.vertx(new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(1));

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void a_deployment_that_fails_leaves_nothing() {
        expectLittle(() -> vertx.deployVerticle(new PenVerticle(config("\"log\": \"/no/such/folder/pen.log\"")))
                .<Void>mapEmpty()
                .otherwiseEmpty());
    }

    @Test
    void one_that_was_undeployed_leaves_nothing() {
        expectLittle(() -> vertx.deployVerticle(new PenVerticle(config("\"clientsMax\": 100")))
                .compose(vertx::undeploy));
    }

    private static PenConfig config(String more) {
        return JsonConfig.read(
                JsonConfig.parse(
                        "{\"services\": [{\"name\": \"web\", \"listen\": \"tcp://127.0.0.1:0\","
                                + " \"servers\": [\"127.0.0.1:9\"], " + more + "}]}",
                        "test"),
                Machine.context(1));
    }

    private static void expectLittle(Supplier<Future<Void>> life) {
        for (int i = 0; i < TIMES / 2; i++) { // what is kept once, such as classes, is there then
            life.get().toCompletionStage().toCompletableFuture().join();
        }
        long before = usedBytes();
        for (int i = 0; i < TIMES; i++) {
            life.get().toCompletionStage().toCompletableFuture().join();
        }
        assertThat((usedBytes() - before) / TIMES).as("bytes each").isLessThan(MOST_BYTES);
    }

    private static long usedBytes() {
        var memory = ManagementFactory.getMemoryMXBean();
        for (int i = 0; i < 3; i++) {
            memory.gc();
        }
        return memory.getHeapMemoryUsage().getUsed();
    }
}
