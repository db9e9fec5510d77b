package org.penlb;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.penlb.admin.Administration;
import org.penlb.config.PenConfig;
import org.penlb.config.json.ConfigSource;
import org.penlb.geoip.Countries;

/**
 * What HUP asks of a Pen that runs.
 *
 * @param source where its configuration was read, if it was
 */
record HangUp(Vertx vertx, Administration running, @Nullable ConfigSource source, Countries countries) {
    private static final Logger LOG = System.getLogger(HangUp.class.getName());

    /** Reads everything again, and tells what is wrong with it; whatever that is stays as it was. */
    Future<Void> obey() {
        Path file = running.config().control().commandFile();
        Future<Void> logs = running.reopenLogs(); // which tells what it cannot open
        Future<Void> database = told("--geoip", running.reloads().readAgain("--geoip", countries::reload));
        Future<Void> commands = file == null
                ? Future.succeededFuture()
                : told("nothing is applied", running.reloads().commandFiles().include(file));
        ConfigSource read = source == null || source.file() == null ? null : source;
        Future<Void> configuration =
                read == null ? Future.succeededFuture() : running.reloads().apply(() -> again(read));
        Future<Void> names = file == null && read == null ? running.names().lookAgain() : Future.succeededFuture();
        // after the configuration, which may name other files
        Future<Void> certificates =
                told("certificates stay as they were", running.certificates().readAgain());
        return Future.join(logs, database, commands, configuration, names, certificates)
                .<Void>map(_ -> {
                    LOG.log(Level.INFO, "HUP: everything is read again");
                    return null;
                })
                .otherwiseEmpty();
    }

    private Future<PenConfig> again(ConfigSource read) {
        return vertx.executeBlocking(read::readAgain).map(Objects::requireNonNull);
    }

    private static Future<Void> told(String what, Future<Void> done) {
        return done.andThen((_, why) -> {
            if (why != null) {
                LOG.log(Level.ERROR, "HUP: {0}: {1}", what, why.getMessage());
            }
        });
    }
}
