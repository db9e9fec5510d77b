package org.penlb.admin;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.penlb.accesslog.AccessLog;
import org.penlb.service.Service;

/** The request logs of services, opened and closed off the event loops: a disk may take its time. */
final class Logs {
    /**
     * A log that was opened and is not used yet.
     *
     * @param commit uses it, and closes the one that was used before
     * @param undo closes it
     */
    record Change(Runnable commit, Runnable undo) {}

    private final Vertx vertx;

    Logs(Vertx vertx) {
        this.vertx = vertx;
    }

    /** Opens the log that a running service is configured to have. */
    Future<Void> openFor(Service service) {
        return opened(service.config().log()).map(log -> {
            service.log(log);
            return null;
        });
    }

    /**
     * Opens the log that a service is to have.
     *
     * @param before where it logs now, null for nowhere
     * @param wanted where it is to log, null for nowhere
     * @return how to change over to it; or a failed future with a {@link org.penlb.config.ConfigException}
     */
    Future<Change> change(Service service, @Nullable String before, @Nullable String wanted) {
        if (Objects.equals(before, wanted)) {
            return Future.succeededFuture(new Change(() -> {}, () -> {}));
        }
        return opened(wanted)
                .map(log -> new Change(
                        () -> {
                            AccessLog old = service.log();
                            service.log(log);
                            closed(old);
                        },
                        () -> closed(log)));
    }

    private Future<@Nullable AccessLog> opened(@Nullable String destination) {
        return destination == null
                ? Future.succeededFuture(null)
                : vertx.executeBlocking(() -> AccessLog.open(destination), false);
    }

    /** Opens the files anew by their names, after they were renamed. */
    Future<Void> reopen(List<Service> services) {
        return vertx.executeBlocking(() -> {
                    for (Service service : services) {
                        AccessLog log = service.log();
                        if (log != null) {
                            log.reopen();
                        }
                    }
                    return null;
                })
                .mapEmpty();
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
