package org.penlb.cli.daemon;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.io.PrintWriter;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.penlb.OrderlyEnd;
import org.penlb.PenVerticle;
import org.penlb.config.ConfigException;
import org.penlb.config.PenConfig;
import org.penlb.config.json.ConfigSource;
import org.penlb.system.NameFiles;
import org.penlb.system.Signals;

/** Runs a configuration in this process until it is told to stop. */
public final class Runner {
    private static final int OK = 0;
    private static final int COULD_NOT_START = 1;

    private static final Logger LOG = System.getLogger(Runner.class.getName());

    private final PrintWriter err;

    public Runner(PrintWriter err) {
        this.err = err;
    }

    /** A Vert.x of the given size on the system's own event notification, if it has one. */
    public static Vertx vertx(int eventLoops) {
        NameFiles.askNobodyElse();
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
    public static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof ConfigException cause) {
                throw cause;
            }
            throw e;
        }
    }

    /**
     * Starts, and returns when TERM or INT ended it.
     *
     * @param source where the configuration was read and is watched; null if nowhere
     * @param grace how long open connections may go on at the end
     * @return the exit code
     */
    public int run(PenConfig config, @Nullable ConfigSource source, Daemon daemon, Duration grace) {
        Termination termination = Termination.onSignals();
        // Neither may end a Pen that begins; what it does with them later is its own business.
        try (daemon;
                var _ = Signals.onHangup(() -> LOG.log(Level.DEBUG, "HUP has come"));
                var _ = Signals.onUser1(() -> LOG.log(Level.DEBUG, "USR1 has come"))) {
            return run(config, source, daemon, grace, termination);
        } catch (ConfigException e) {
            return refuse(err, e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return OK;
        }
    }

    /** Says what is wrong, a line for each problem; the result is the exit code. */
    public static int refuse(PrintWriter err, ConfigException wrong) {
        String.valueOf(wrong.getMessage()).lines().forEach(line -> err.println("pen: " + line));
        return COULD_NOT_START;
    }

    private static int run(
            PenConfig config, @Nullable ConfigSource source, Daemon daemon, Duration grace, Termination termination)
            throws InterruptedException {
        daemon.prepare();
        Vertx vertx = vertx(config.eventLoops());
        try {
            var host = new DaemonProgram(daemon, source, termination);
            var pen = source == null ? new PenVerticle(config, host) : new PenVerticle(config, source, host);
            await(vertx.deployVerticle(pen));
            daemon.ready();
            termination.await();
            daemon.stopping();
            termination.awaitEnd(pen.drain(grace).toCompletionStage().toCompletableFuture());
            return OK;
        } finally {
            OrderlyEnd.await(vertx.close(), OrderlyEnd.PATIENCE);
        }
    }
}
