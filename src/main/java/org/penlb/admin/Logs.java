package org.penlb.admin;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.penlb.accesslog.AccessLog;
import org.penlb.service.Service;

/** The request logs of services, opened and closed off the event loops: a disk may take its time. */
final class Logs {
    private static final Logger LOG = System.getLogger(Logs.class.getName());

    /**
     * A log that was opened and is not used yet.
     *
     * @param commit uses it, and closes the one that was used before
     * @param undo closes it
     */
    record Change(Runnable commit, Runnable undo) {}

    private final Vertx vertx;
    /** Before, nobody logs: what a log is to be may change without one being opened. */
    private volatile boolean open;

    Logs(Vertx vertx) {
        this.vertx = vertx;
    }

    /** Opens the log that a running service is configured to have. */
    Future<Void> openFor(Service service) {
        open = true;
        return opened(service.config().name(), service.config().log()).map(log -> {
            service.log(log);
            return null;
        });
    }

    /**
     * Opens the log that a service is to have, once those of the start are opened.
     *
     * @param before where it logs now, null for nowhere
     * @param wanted where it is to log, null for nowhere
     * @return how to change over to it; or a failed future with a {@link org.penlb.config.ConfigException}
     */
    Future<Change> change(Service service, @Nullable String before, @Nullable String wanted) {
        if (!open || Objects.equals(before, wanted)) {
            return Future.succeededFuture(new Change(() -> {}, () -> {}));
        }
        return opened(service.config().name(), wanted)
                .map(log -> new Change(
                        () -> {
                            AccessLog old = service.log();
                            service.log(log);
                            closed(old);
                        },
                        () -> closed(log)));
    }

    private Future<@Nullable AccessLog> opened(String service, @Nullable String destination) {
        return destination == null
                ? Future.succeededFuture(null)
                : vertx.executeBlocking(() -> AccessLog.open(destination, service), false);
    }

    /**
     * Opens the files anew by their names, after they were renamed: each, whatever becomes of the others. What cannot be
     * opened is told, and tried again by the log itself.
     *
     * @return fails if one could not be opened
     */
    Future<Void> reopen(List<Service> services) {
        return Future.join(services.stream().map(this::reopen).toList()).mapEmpty();
    }

    private Future<Void> reopen(Service service) {
        AccessLog log = service.log();
        if (log == null) {
            return Future.succeededFuture();
        }
        return vertx.executeBlocking(
                        () -> {
                            log.reopen();
                            return null;
                        },
                        false)
                .<Void>mapEmpty()
                .recover(why -> {
                    LOG.log(
                            Level.ERROR,
                            "HUP: {0}: {1}; no line is dropped for it, and it is tried again until it can be opened",
                            service.config().name(),
                            why.getMessage());
                    return Future.failedFuture(why);
                });
    }

    /** Writes what waits, and ends. */
    Future<Void> close(List<Service> services) {
        return Future.join(services.stream()
                        .map(service -> {
                            AccessLog log = service.log();
                            service.log(null);
                            return closed(log);
                        })
                        .toList())
                .mapEmpty();
    }

    private Future<Void> closed(@Nullable AccessLog log) {
        return log == null
                ? Future.succeededFuture()
                : vertx.executeBlocking(
                                () -> {
                                    log.close();
                                    return null;
                                },
                                false)
                        .mapEmpty();
    }
}
