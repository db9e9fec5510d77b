package org.penlb.cli.logtools;

import java.io.IOException;
import java.io.PrintWriter;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.penlb.accesslog.LineLog;
import org.penlb.cli.Version;
import org.penlb.cli.command.Arguments;
import org.penlb.cli.daemon.Background;
import org.penlb.cli.daemon.Daemon;
import org.penlb.cli.daemon.Logging;
import org.penlb.cli.daemon.ParentLink;
import org.penlb.cli.daemon.ProcessPlace;
import org.penlb.cli.daemon.Termination;
import org.penlb.cli.daemon.WrittenFiles;
import org.penlb.config.ConfigException;
import org.penlb.logtools.collect.CollectedCounts;
import org.penlb.logtools.collect.LogCollector;
import org.penlb.logtools.collect.LogPort;
import org.penlb.system.Signals;
import org.penlb.system.Syslog;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** penlogd: makes one access log of those of all web servers, with the clients that pen has seen. */
@Command(
        name = PenlogdCommand.NAME,
        sortOptions = false,
        usageHelpWidth = 100,
        abbreviateSynopsis = true,
        customSynopsis = "penlogd [options] [host:]port",
        versionProvider = Version.class,
        description = {
            "",
            "Receives the access logs of web servers over UDP (from penlog, a datagram a line) and pen's log (pen -l"
                    + " host:port), and writes one log in which each line has the client that pen has seen in place"
                    + " of pen's own address. Without a host it listens at all addresses, IPv4 and IPv6.",
            "",
            "HUP opens the log file anew, USR1 says how many lines came, TERM and INT write what came and end it.",
            ""
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:orderly end (TERM, INT); without -f: it works in the background",
            "1:could not start or not go on, as when nobody reads its output any longer; the reason is on stderr",
            "2:bad command line"
        })
public final class PenlogdCommand implements Callable<Integer> {
    static final String NAME = "penlogd";

    private static final Logger LOG = System.getLogger(PenlogdCommand.class.getName());
    private static final int OK = 0;
    private static final int FAILED = 1;
    /** What a line of pen takes in memory, in bytes, at the most. */
    private static final int CACHED = 640;

    @Spec
    CommandSpec spec;

    @Option(names = "-d", description = "Debug output on stderr; in the background to syslog.")
    boolean[] debug = {};

    @Option(names = "-f", description = "Stay in the foreground. Without it penlogd goes into the background.")
    boolean foreground;

    @Option(
            names = "-j",
            paramLabel = "DIR",
            description = "Make this the root directory once the port is open; give -u with it.")
    @Nullable
    Path jail;

    @Option(
            names = "-l",
            paramLabel = "FILE",
            description =
                    "Append to this file, inside of -j and as the user of -u if that may (with -f: to standard output).")
    @Nullable
    String log;

    @Option(names = "-n", paramLabel = "N", description = "Remember the last N lines of pen's log (1000).")
    int cache = 1000;

    @Option(names = "-b", description = "Has no effect: each line is written at once.")
    boolean unbuffered;

    @Option(names = "-p", paramLabel = "FILE", description = "Write the process id there.")
    @Nullable
    Path pidFile;

    @Option(names = "-u", paramLabel = "USER", description = "Become this user once the port is open.")
    @Nullable
    String user;

    @Option(
            names = "--syslog-facility",
            paramLabel = "NAME",
            description = "Of messages from the background: user, daemon, local0 to local7 (daemon).")
    Syslog.Facility facility = Syslog.Facility.DAEMON;

    @Option(names = "--help", usageHelp = true, description = "Show this and exit.")
    boolean help;

    @Option(names = "--version", versionHelp = true, description = "Show the version and exit.")
    boolean version;

    @Parameters(paramLabel = "[host:]port", hidden = true)
    String listen = "";

    private final AtomicBoolean failed = new AtomicBoolean();

    PenlogdCommand() {}

    /** Runs the program; its result is the exit code. */
    public static void main(String[] args) {
        System.exit(CollectWarmUp.isMeant(args) ? CollectWarmUp.run() : run(args));
    }

    static int run(String... args) {
        return Arguments.execute(new PenlogdCommand(), args);
    }

    @Override
    public Integer call() {
        InetSocketAddress at = PortArgument.toListenAt(listen);
        long most = Runtime.getRuntime().maxMemory() / 2 / CACHED;
        if (cache < 1 || cache > most) {
            throw new ConfigException("-n: " + cache + " is not within 1 and " + most
                    + " (more takes more memory, for example PEN_JAVA_OPTS=-Xmx1g)");
        }
        PrintWriter err = spec.commandLine().getErr();
        ParentLink parent = ParentLink.find(NAME);
        if (!foreground && log == null) {
            throw new ConfigException("in the background there is no standard output (expected: -l FILE, or -f)");
        }
        var background = new Background(NAME, err);
        if (parent == null && !foreground && !background.staysInForeground()) {
            return background.start();
        }
        Logging.start(debug.length);
        // In the background the working folder becomes the root directory. A jail has its own.
        String file = log == null || foreground || jail != null
                ? log
                : Path.of(log).toAbsolutePath().toString();
        // Neither may end it while it begins.
        try (var daemon = new Daemon(new ProcessPlace(NAME, jail, pidFile, user, facility), parent);
                var _ = Signals.onHangup(() -> LOG.log(Level.DEBUG, "HUP has come"));
                var _ = Signals.onUser1(() -> LOG.log(Level.DEBUG, "USR1 has come"))) {
            serve(daemon, at, file);
            return failed.get() ? FAILED : OK;
        } catch (ConfigException e) {
            err.println(NAME + ": " + e.getMessage());
            return FAILED;
        } catch (IOException e) {
            err.println(NAME + ": " + listen + ": " + e.getMessage());
            return FAILED;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return FAILED;
        }
    }

    private void serve(Daemon daemon, InetSocketAddress at, @Nullable String file)
            throws IOException, InterruptedException {
        Termination termination = Termination.onSignals();
        daemon.prepare();
        try (LogPort port = LogPort.open(at)) {
            daemon.settle(WrittenFiles.log(file));
            try (LineLog lines = file == null ? standardOutput(termination) : LineLog.toFile(file)) {
                LogCollector collector = LogCollector.start(port, cache, lines, () -> giveUp(termination));
                try (collector;
                        var _ = Signals.onHangup(() -> daemon.reload(() -> reopen(lines)));
                        var _ = Signals.onUser1(() -> LOG.log(Level.INFO, said(collector, lines)))) {
                    daemon.ready();
                    termination.await();
                    daemon.stopping();
                }
                lines.close();
                LOG.log(Level.INFO, said(collector, lines));
            }
        }
    }

    private LineLog standardOutput(Termination termination) {
        return LineLog.toStandardOutput(() -> giveUp(termination));
    }

    private void giveUp(Termination termination) {
        failed.set(true);
        termination.ask();
    }

    private static void reopen(LineLog lines) {
        try {
            lines.reopen();
        } catch (ConfigException e) {
            LOG.log(
                    Level.WARNING,
                    "{0}; no line is dropped for it, and it is tried again until it can be opened",
                    e.getMessage());
        }
    }

    private static String said(LogCollector collector, LineLog lines) {
        CollectedCounts counts = collector.counts();
        OptionalLong lost = collector.lost();
        return "lines of web servers: " + (counts.matched() + counts.unmatched()) + ", with their client "
                + counts.matched() + ", without " + counts.unmatched() + ", cut " + counts.cut() + ", not written "
                + lines.dropped() + "; lines of pen: " + counts.penLines() + ", of no use " + counts.bogusPenLines()
                + "; datagrams lost: " + (lost.isPresent() ? lost.getAsLong() : "unknown");
    }
}
