package org.penlb.cli.command;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jline.terminal.Terminal;
import org.jspecify.annotations.Nullable;
import org.penlb.PenVerticle;
import org.penlb.cli.SystemTerminal;
import org.penlb.cli.daemon.Logging;
import org.penlb.cli.daemon.Runner;
import org.penlb.cli.daemon.Termination;
import org.penlb.config.Address;
import org.penlb.config.ConfigException;
import org.penlb.config.ControlConfig;
import org.penlb.config.DebugConfig;
import org.penlb.config.PenConfig;
import org.penlb.config.RelayKind;
import org.penlb.config.Selection;
import org.penlb.config.ServerConfig;
import org.penlb.config.ServiceBuilder;
import org.penlb.config.WebConfig;
import org.penlb.system.FileLimit;
import org.penlb.system.Signals;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A load balancer to play with: it and three small HTTP servers in one process. Keys stop and start the servers. */
@Command(
        name = "pen demo",
        usageHelpWidth = 100,
        description = "Starts three small HTTP servers and a balancer in front of them.")
public final class DemoCommand implements Callable<Integer> {
    private static final List<String> NAMES = List.of("red", "green", "blue");
    private static final String HOST = "127.0.0.1";
    private static final int DEFAULT_PORT = 8080;
    private static final int END_OF_INPUT = -1;
    private static final int CTRL_C = 3;
    private static final int CTRL_D = 4;

    @Spec
    CommandSpec spec;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            description = "Where the balancer listens on 127.0.0.1 (8080, or any free port if that is in use).")
    @Nullable
    Integer port;

    @Option(names = "--help", usageHelp = true, description = "Show this and exit.")
    boolean help;

    private DemoCommand() {}

    public static int run(String... args) {
        return Arguments.execute(new DemoCommand(), args);
    }

    @Override
    public Integer call() throws IOException {
        if (port != null && (port < 0 || port > 65535)) {
            throw new ConfigException("--port: " + port + " is not within 0 to 65535");
        }
        Logging.start(0);
        Vertx vertx = Runner.vertx(2);
        try (Terminal terminal = SystemTerminal.builder().dumb(true).build()) {
            PrintWriter out = terminal.writer();
            var servers = new DemoServers(vertx, NAMES, out);
            Runner.await(servers.startAll());
            Address address = Runner.await(balance(vertx, servers));
            out.printf("Open http://%s/ in a browser, or: curl http://%s/%n", address, address);
            out.printf("Keys: 1 2 3 stop or start a server, q ends the demo.%n%n");
            out.flush();
            play(terminal, servers);
            return 0;
        } catch (ConfigException e) {
            spec.commandLine().getErr().println("pen demo: " + e.getMessage());
            return 1;
        } finally {
            Runner.await(vertx.close());
        }
    }

    private Future<Address> balance(Vertx vertx, DemoServers servers) {
        if (port != null) {
            return balance(vertx, servers, port);
        }
        return balance(vertx, servers, DEFAULT_PORT).recover(_ -> balance(vertx, servers, 0));
    }

    private static Future<Address> balance(Vertx vertx, DemoServers servers, int port) {
        var service = new ServiceBuilder(
                "demo", new Address.Inet(HOST, port), FileLimit.current().connections(1));
        for (Address server : servers.addresses()) {
            service.servers().add(new ServerConfig(server));
        }
        // By turns, so that each reload shows another server; and a server that comes back is seen soon.
        service.selection = service.selection.with(Selection.Flag.ROUNDROBIN, true);
        service.blacklist = Duration.ofSeconds(2);
        var pen = new PenVerticle(new PenConfig(
                List.of(service.build()),
                RelayKind.AUTO,
                1,
                ControlConfig.NONE,
                new WebConfig(new Address.Inet(HOST, 0), null), // where, it says itself
                DebugConfig.NONE,
                null,
                null));
        return vertx.deployVerticle(pen).map(_ -> Address.of(pen.addresses().getFirst()));
    }

    /** Follows the keys until q, Ctrl-C or a signal. Without a terminal and at the end of input the demo goes on. */
    private static void play(Terminal terminal, DemoServers servers) throws IOException {
        Signals.onTermination(() -> System.exit(0)); // the terminal's own shutdown hook takes it out of raw mode
        terminal.enterRawMode();
        for (int key = terminal.reader().read(); ; key = terminal.reader().read()) {
            switch (key) {
                case 'q', CTRL_C, CTRL_D -> {
                    return;
                }
                case '1', '2', '3' -> servers.toggle(key - '1');
                case END_OF_INPUT -> {
                    awaitTermination();
                    return;
                }
                default -> {}
            }
        }
    }

    private static void awaitTermination() {
        try {
            Termination.onSignals().await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
