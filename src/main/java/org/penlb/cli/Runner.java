package org.penlb.cli;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.io.PrintWriter;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
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
     * Starts, and returns when TERM or INT ended it.
     *
     * @return the exit code
     */
    int run(PenConfig config) {
        Vertx vertx = vertx(config.eventLoops());
        var stopped = new CountDownLatch(1);
        Signals.onTermination(stopped::countDown);
        try {
            vertx.deployVerticle(new PenVerticle(config))
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get();
            stopped.await();
            return OK;
        } catch (ExecutionException e) {
            return couldNotStart(e.getCause());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return OK;
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().join();
        }
    }

    private int couldNotStart(@Nullable Throwable cause) {
        if (cause instanceof ConfigException) {
            err.println("pen: " + cause.getMessage());
        } else {
            err.println("pen: could not start: " + cause);
        }
        return COULD_NOT_START;
    }
}
