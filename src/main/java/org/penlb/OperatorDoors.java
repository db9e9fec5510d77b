package org.penlb;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.penlb.admin.Administration;
import org.penlb.config.Address;
import org.penlb.config.PenConfig;
import org.penlb.control.CommandRunner;
import org.penlb.control.ControlVerticle;
import org.penlb.system.Privileges;
import org.penlb.web.WebVerticle;

/**
 * Where operators come in: the control port and the page. Neither gives root away: a Pen that stays root takes no commands,
 * unless somebody insists, and serves its clients all the same, as pen does.
 */
final class OperatorDoors {
    private static final Logger LOG = System.getLogger(OperatorDoors.class.getName());

    private final Vertx vertx;
    private final Administration running;
    private final CommandRunner commands;
    private final PenConfig config;

    OperatorDoors(Vertx vertx, Administration running, CommandRunner commands) {
        this.vertx = vertx;
        this.running = running;
        this.commands = commands;
        this.config = running.config();
    }

    /**
     * Keeps commands out if they would be given to root.
     *
     * @param mayCommandAsRoot whether that is as it should be, or Pen will not be root
     */
    void guard(boolean mayCommandAsRoot) {
        if (!mayCommandAsRoot && !config.control().asRoot() && isRoot()) {
            running.takeNoCommands();
            String notice = running.notice();
            if (notice != null) {
                LOG.log(Level.WARNING, "{0}", notice);
            }
        }
    }

    private static boolean isRoot() {
        try {
            return Privileges.isRoot();
        } catch (IOException e) {
            LOG.log(Level.WARNING, "cannot tell whether this is root: {0}", e.getMessage());
            return true; // on the safe side
        }
    }

    /**
     * Opens those that are asked for. Whoever comes in before Pen serves sees it as it starts.
     *
     * @return a failed future with a {@link org.penlb.config.ConfigException} if one cannot be opened
     */
    Future<?> open() {
        return openControl().compose(_ -> openWeb());
    }

    private Future<?> openControl() {
        Address listen = config.control().listen();
        return listen == null || running.isGuarded()
                ? Future.succeededFuture()
                : vertx.deployVerticle(new ControlVerticle(listen, running, commands));
    }

    private Future<?> openWeb() {
        Address listen = config.web().listen();
        return listen == null
                ? Future.succeededFuture()
                : vertx.deployVerticle(new WebVerticle(listen, running, commands));
    }
}
