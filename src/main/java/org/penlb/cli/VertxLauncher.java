package org.penlb.cli;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Launcher;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.penlb.HostProgram;
import org.penlb.PenVerticle;
import org.penlb.cli.command.ConfArgument;
import org.penlb.config.ConfigException;
import org.penlb.system.NameFiles;

/** Vert.x's own command line, which says by its exit code, too, that a verticle could not be deployed. */
public final class VertxLauncher extends Launcher {
    private static final String RUN = "run";
    private static final String ID = "-Dvertx.id=";

    public static void main(String[] args) {
        NameFiles.askNobodyElse();
        try {
            new VertxLauncher().dispatch(arguments(args));
        } catch (ConfigException e) {
            ConfArgument.refuse(e);
        }
    }

    /**
     * Whether it is the process that {@code start} makes: of a program that is a single jar it starts the jar, with
     * arguments of {@code run}.
     */
    static boolean isStarted(String... args) {
        return Arrays.stream(args).anyMatch(arg -> arg.startsWith(ID));
    }

    /** What Vert.x is told. The configuration of another verticle, or of a process that is yet to be made, is its own. */
    static String[] arguments(String... args) {
        List<String> all = new ArrayList<>(List.of(args));
        if (isStarted(args) && !args[0].equals(RUN)) {
            all.addFirst(RUN);
        }
        String[] told = all.toArray(String[]::new);
        boolean runsPen = !all.isEmpty()
                && all.getFirst().equals(RUN)
                && all.stream().anyMatch(arg -> arg.endsWith(PenVerticle.class.getName()));
        return runsPen ? ConfArgument.take(told) : told;
    }

    @Override
    public void afterStartingVertx(Vertx vertx) {
        HostProgram.of(vertx, new LaunchedProgram());
    }

    @Override
    public void handleDeployFailed(Vertx vertx, String mainVerticle, DeploymentOptions options, Throwable cause) {
        vertx.close().onComplete(_ -> System.exit(ConfArgument.NOT_DEPLOYED));
    }
}
