package org.penlb.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.penlb.config.ConfigException;

/** What was asked for, and what is told of it. */
@Timeout(60)
class AskedTest {
    private final Vertx vertx = Vertx.vertx();
    private final Retry retry = new Retry(vertx, new Retry.Pauses(Duration.ofHours(1), Duration.ofHours(1)));

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    /** Whoever asked, and looks then how it went, is to find this, on whatever thread. */
    @Test
    void it_is_told_before_whoever_asked_knows() {
        Promise<Void> done = Promise.promise();
        var asked = new CompletableFuture<Future<Void>>();
        var knewBefore = new CompletableFuture<Boolean>();
        asked.complete(new Asked(
                        retry,
                        new Turns(Future.succeededFuture()),
                        Future::succeededFuture,
                        done::future,
                        new Asked.Listener() {
                            @Override
                            public void refused(Throwable why, boolean again, boolean waiting) {
                                knewBefore.complete(asked.join().isComplete());
                            }

                            @Override
                            public void doneAfterAll() {
                                // it is not
                            }
                        })
                .begin());
        done.fail(new ConfigException("no"));
        assertThat(knewBefore).isCompletedWithValue(false);
        assertThat(asked.join().failed()).isTrue();
    }
}
