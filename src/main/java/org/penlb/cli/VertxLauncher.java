package org.penlb.cli;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Launcher;
import io.vertx.core.Vertx;
import org.penlb.config.ConfigException;

/** Vert.x's own command line, which says by its exit code, too, that a verticle could not be deployed. */
public final class VertxLauncher extends Launcher {
    private static final String RUN = "run";

    public static void main(String[] args) {
        boolean runs = args.length > 0 && args[0].equals(RUN); // others pass -conf on to a process of their own
        try {
            new VertxLauncher().dispatch(runs ? ConfArgument.take(args) : args);
        } catch (ConfigException e) {
            ConfArgument.refuse(e);
        }
    }

    @Override
    public void handleDeployFailed(Vertx vertx, String mainVerticle, DeploymentOptions options, Throwable cause) {
        vertx.close().onComplete(_ -> System.exit(ConfArgument.NOT_DEPLOYED));
    }
}
