package org.penlb.cli;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Launcher;
import io.vertx.core.Vertx;

/** Vert.x's own command line, which says by its exit code, too, that a verticle could not be deployed. */
public final class VertxLauncher extends Launcher {
    /** That of Vert.x's application launcher. */
    private static final int NOT_DEPLOYED = 15;

    public static void main(String[] args) {
        new VertxLauncher().dispatch(args);
    }

    @Override
    public void handleDeployFailed(Vertx vertx, String mainVerticle, DeploymentOptions options, Throwable cause) {
        vertx.close().onComplete(_ -> System.exit(NOT_DEPLOYED));
    }
}
