package org.penlb.cli;

import io.vertx.core.Deployable;
import io.vertx.core.Vertx;
import io.vertx.core.VertxBuilder;
import io.vertx.core.VertxOptions;
import io.vertx.launcher.application.HookContext;
import io.vertx.launcher.application.VertxApplication;
import io.vertx.launcher.application.VertxApplicationHooks;
import java.util.Set;
import java.util.function.Supplier;
import org.penlb.HostProgram;
import org.penlb.PenVerticle;
import org.penlb.cli.command.ConfArgument;
import org.penlb.cli.daemon.Logging;
import org.penlb.config.ConfigException;
import org.penlb.system.NameFiles;

/**
 * {@code java -jar pen.jar -conf FILE [-instances N] [-cluster] ...}: the options of Vert.x's application launcher. The file
 * is watched.
 */
final class Application {
    /** None of them can be meant for pen's command line. */
    private static final Set<String> OWN = Set.of(
            "-conf",
            "-instances",
            "--instances",
            "-cluster",
            "--cluster",
            "-options",
            "--options",
            "-vertx-options",
            "--vertx-options",
            "-deployment-options",
            "--deployment-options");

    private Application() {}

    /** Whether these are options of the application launcher. */
    static boolean isMeant(String... args) {
        for (String arg : args) {
            int end = arg.indexOf('=');
            if (OWN.contains(end < 0 ? arg : arg.substring(0, end))) {
                return true;
            }
        }
        return args.length > 0 && args[0].equals(PenVerticle.class.getName());
    }

    /** Starts it; the program goes on until a signal ends it. */
    static void launch(String... args) {
        Logging.start(0);
        NameFiles.askNobodyElse();
        try {
            new VertxApplication(ConfArgument.take(args), new Hooks()).launch();
        } catch (ConfigException e) {
            ConfArgument.refuse(e);
        }
    }

    /** Pen is what is deployed, on the system's own event notification. */
    private static final class Hooks implements VertxApplicationHooks {
        @Override
        public VertxBuilder createVertxBuilder(VertxOptions options) {
            return Vertx.builder().with(options.setPreferNativeTransport(true));
        }

        @Override
        public void afterVertxStarted(HookContext started) {
            HostProgram.of(started.vertx(), new LaunchedProgram());
        }

        @Override
        public Supplier<? extends Deployable> verticleSupplier() {
            return PenVerticle::new;
        }
    }
}
