package org.penlb.it;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.penlb.testing.PenProcess;

/** The ways to start a Pen with one service, a control port, a page with a token, and a log. */
enum StartedBy {
    COMMAND_LINE(0) {
        @Override
        List<String> command(LaunchedSetup setup, boolean insists) {
            List<String> command = new ArrayList<>(List.of(program("bin/pen"), "-f", "-l", setup.log()));
            command.addAll(List.of("-C", setup.control(), "--web", setup.web(), "--web-token-file", setup.tokenFile()));
            command.addAll(insists ? List.of("-u", PenProcess.SELF) : List.of());
            command.addAll(List.of(setup.listen(), setup.server()));
            return command;
        }
    },
    CONFIG_FILE(0) {
        @Override
        List<String> command(LaunchedSetup setup, boolean insists) {
            return List.of(program("bin/pen"), "-f", "--config", setup.file(insists));
        }
    },
    VERTX_RUN(0) {
        @Override
        List<String> command(LaunchedSetup setup, boolean insists) {
            return List.of(program("bin/vertx"), "run", "org.penlb.PenVerticle", "-conf", setup.file(insists));
        }
    },
    APPLICATION(0) {
        @Override
        List<String> command(LaunchedSetup setup, boolean insists) {
            return PenProcess.command(List.of(), List.of("-conf", setup.file(insists)));
        }
    },
    /** The end of such a program is its own: the JVM's. */
    EMBEDDED(143) {
        @Override
        List<String> command(LaunchedSetup setup, boolean insists) {
            return List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "--enable-native-access=ALL-UNNAMED",
                    "--sun-misc-unsafe-memory-access=allow",
                    "-Xmx128m",
                    "-XX:TieredStopAtLevel=1",
                    "-Dvertx-config-path=" + setup.file(insists),
                    "-cp",
                    System.getProperty("pen.jar") + ":" + System.getProperty("java.class.path"),
                    EmbeddedPen.class.getName());
        }
    };

    /** The exit code after TERM. */
    final int ended;

    StartedBy(int ended) {
        this.ended = ended;
    }

    /**
     * @param insists whether commands are taken as whoever starts it, be it root
     */
    abstract List<String> command(LaunchedSetup setup, boolean insists);

    private static String program(String name) {
        return Path.of(System.getProperty("pen.home", "."), name).toString();
    }
}
