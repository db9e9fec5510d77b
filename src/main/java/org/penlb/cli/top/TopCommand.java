package org.penlb.cli.top;

import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOError;
import java.io.IOException;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jline.terminal.Terminal;
import org.jspecify.annotations.Nullable;
import org.penlb.cli.SystemTerminal;
import org.penlb.cli.command.Arguments;
import org.penlb.cli.command.ControlAddress;
import org.penlb.cli.penctl.ControlPort;
import org.penlb.config.Address;
import org.penlb.config.ConfigException;
import org.penlb.config.ServerArguments;
import org.penlb.system.ServiceNames;
import org.penlb.system.Signals;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows what a running pen does. */
@Command(
        name = "pen top",
        usageHelpWidth = 100,
        sortOptions = false,
        description = {
            "",
            "Shows servers, rates and clients of a pen that runs, ours or Ulric Eriksson's, and refreshes it. ADDRESS is"
                    + " its control port (-C): host:port, a port of this machine, or /path/to/socket.",
            "",
            "Keys: q quit, o O sort by the next or previous column, r reverse, + - longer or shorter interval,"
                    + " s next service, c clients by bytes, by connects or none, p pause, arrows and page keys scroll,"
                    + " g first server, Ctrl-L draw anew, h help.",
            ""
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:ended by the user, or every round was printed",
            "1:a round of --once or --batch had no reply; the reason is on stderr",
            "2:bad command line"
        })
public final class TopCommand implements Callable<Integer> {
    private static final int FAILED = 1;
    private static final int MOST_ROUNDS = 1_000_000;
    private static final int LONGEST_TIMEOUT = 86_400;
    /** In seconds, as it is written: a number of some digits may have more zeros than memory. */
    private static final BigDecimal SHORTEST =
            BigDecimal.valueOf(Settings.SHORTEST.toMillis(), 3).stripTrailingZeros();

    private static final BigDecimal LONGEST = BigDecimal.valueOf(Settings.LONGEST.toSeconds());

    @Spec
    CommandSpec spec;

    @Parameters(paramLabel = "ADDRESS", arity = "0..1", description = "The control port.")
    @Nullable
    String address;

    @Option(names = "--control", paramLabel = "ADDRESS", description = "The same.")
    @Nullable
    String control;

    @Option(names = "--interval", paramLabel = "SEC", description = "From one round to the next, 0.1 to 3600 (1).")
    BigDecimal interval = BigDecimal.ONE;

    @Option(
            names = "--timeout",
            paramLabel = "SEC",
            description = "How long to wait for a connection, and for each reply (5).")
    int timeout = 5;

    @Option(
            names = "--sort",
            paramLabel = "COLUMN",
            description = "Sort by index, address, state, connections, to, from, share or latency (index).")
    ServerOrder order = ServerOrder.INDEX;

    @Option(names = "--service", paramLabel = "NAME", description = "Begin with this service (the first).")
    @Nullable
    String service;

    @Option(
            names = "--status",
            description = "Ask pen 0.34.1 for its status page now and then, where alone it tells which servers"
                    + " failed. It then writes the file of its -w, too, and needs one.")
    boolean status;

    @Option(
            names = "--once",
            description = "Print one round as plain text and exit; so without a terminal. Rates are of one interval.")
    boolean once;

    @Option(names = "--batch", paramLabel = "N", description = "Print N rounds as plain text and exit.")
    @Nullable
    Integer rounds;

    @Option(names = "--help", usageHelp = true, description = "Show this and exit.")
    boolean help;

    TopCommand() {}

    /** Reads a command line and carries it out. Returns the exit code. */
    @SuppressWarnings("StreamResourceLeak") // the process's own
    public static int run(String... args) {
        // Not System.out, which keeps errors to itself.
        var out = new PrintWriter(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.US_ASCII);
        return Arguments.commandLine(new TopCommand()).setOut(out).execute(args);
    }

    @Override
    public Integer call() throws InterruptedException {
        Address at = at();
        Duration limit = Duration.ofSeconds(within("--timeout", timeout, LONGEST_TIMEOUT));
        var settings = new Settings(interval());
        settings.sortBy(order);
        var poller = new Poller(new ControlPort(at, limit, limit), status, service, System::nanoTime);
        if (once && rounds != null) {
            throw new ConfigException(
                    "--once, --batch: one is 1 round, the other " + rounds + " (expected: one of them)");
        }
        int asked = once ? 1 : rounds == null ? 0 : within("--batch", rounds, MOST_ROUNDS);
        if (asked > 0 || !hasTerminal()) {
            PrintWriter out = spec.commandLine().getOut();
            var batch = new Batch(
                    poller, settings, at.toString(), out, spec.commandLine().getErr());
            return batch.run(Math.max(1, asked)) ? CommandLine.ExitCode.OK : FAILED;
        }
        return atTerminal(poller, settings, at);
    }

    private int atTerminal(Poller poller, Settings settings, Address at) throws InterruptedException {
        try (Terminal terminal = open()) {
            boolean colour = System.getenv().getOrDefault("NO_COLOR", "").isEmpty();
            var session = new TopSession(poller, terminal, settings, at.toString(), colour);
            Signals.onTermination(session::end);
            Signals.onHangup(session::end);
            session.run();
            return CommandLine.ExitCode.OK;
        } catch (IOException | IOError e) {
            spec.commandLine().getErr().println("pen top: cannot use the terminal: " + e.getMessage());
            return FAILED;
        }
    }

    private static Terminal open() throws IOException {
        // Else the thread that waits for keys changes modes of the terminal, perhaps after they were restored.
        System.setProperty("org.jline.terminal.pty.nonBlockingReads", "false");
        try {
            return SystemTerminal.builder().dumb(false).build();
        } catch (IllegalStateException e) {
            throw new IOException("stty does not tell what it is like", e);
        }
    }

    /** Whether keys can be read and a screen be drawn. */
    private static boolean hasTerminal() {
        boolean isTerminal =
                Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
        return isTerminal && !System.getenv().getOrDefault("TERM", "dumb").equals("dumb");
    }

    private Address at() {
        if (address != null && control != null) {
            throw new ConfigException("--control: the address is there twice (expected: ADDRESS or --control)");
        }
        String said = address == null ? control : address;
        if (said == null) {
            throw new ConfigException("the address is missing (expected: host:port or /path/to/socket)");
        }
        return ControlAddress.read(
                address == null ? "--control" : "ADDRESS", said, new ServerArguments(ServiceNames::port));
    }

    private Duration interval() {
        if (interval.compareTo(SHORTEST) < 0 || interval.compareTo(LONGEST) > 0) {
            throw new ConfigException("--interval: " + interval + " is not within " + SHORTEST + " to " + LONGEST);
        }
        return Duration.ofMillis(interval.movePointRight(3).longValue());
    }

    private static int within(String option, int value, int most) {
        if (value < 1 || value > most) {
            throw new ConfigException(option + ": " + value + " is not within 1 to " + most);
        }
        return value;
    }
}
