package org.penlb.cli;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.io.PrintWriter;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import org.penlb.PenVerticle;
import org.penlb.config.ConfigException;
import org.penlb.config.PenConfig;
import org.penlb.system.Signals;

/** Runs a configuration in this process until it is told to stop. */
final class Runner {
    private static final int OK = 0;
    private static final int COULD_NOT_START = 1;

    private final PrintWriter err;

    Runner(PrintWriter err) {
        this.err = err;
    }

    /** A Vert.x of the given size on the system's own event notification, if it has one. */
    static Vertx vertx(int eventLoops) {
        return Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(eventLoops)
                .setPreferNativeTransport(true)
                .setFileSystemOptions(
                        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false)));
    }

    /**
     * What a future brings, for the program's main thread.
     *
     * @throws ConfigException if it failed with one
     */
    static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof ConfigException cause) {
                throw cause;
            }
            throw e;
        }
    }

    /** Opens when TERM or INT comes. To be asked for before anything is started, so that no signal is missed. */
    static CountDownLatch termination() {
        var terminated = new CountDownLatch(1);
        Signals.onTermination(terminated::countDown);
        return terminated;
    }

    /**
     * Starts, and returns when TERM or INT ended it.
     *
     * @return the exit code
     */
    int run(PenConfig config) {
        CountDownLatch termination = termination();
        Vertx vertx = vertx(config.eventLoops());
        try {
            var pen = new PenVerticle(
                    config,
                    new PenVerticle.Host(debug -> Logging.level(debug.level()), termination::countDown, () -> {}));
            Signals.onHangup(() -> pen.reload());
            Signals.onUser1(() -> pen.report());
            await(vertx.deployVerticle(pen));
            termination.await();
            return OK;
        } catch (ConfigException e) {
            err.println("pen: " + e.getMessage());
            return COULD_NOT_START;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return OK;
        } finally {
            await(vertx.close());
        }
    }
}
