package org.penlb.cli.logtools;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.penlb.cli.Version;
import org.penlb.cli.command.Arguments;
import org.penlb.config.Address;
import org.penlb.config.ConfigException;
import org.penlb.config.IpAddress;
import org.penlb.config.ServerArguments;
import org.penlb.logtools.resolve.LogResolver;
import org.penlb.logtools.resolve.ResolveCounts;
import org.penlb.logtools.resolve.ResolveOptions;
import org.penlb.logtools.resolve.SystemServers;
import org.penlb.system.ServiceNames;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Names in place of addresses in an access log. */
@Command(
        name = "webresolve",
        usageHelpWidth = 100,
        versionProvider = Version.class,
        description = {
            "",
            "Reads an access log on stdin and writes it to stdout with host names in place of the clients' addresses."
                    + " Lines keep their order; an address without a name stays.",
            ""
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:the log was passed on, or who reads it wanted no more",
            "1:stdin could not be read or stdout not be written; the reason is on stderr",
            "2:bad command line"
        })
public final class WebresolveCommand implements Callable<Integer> {
    /** Which of stdout and stderr are terminals, said by the launcher: to a shell the question is cheap. */
    private static final String TERMINALS = "webresolve.terminals";

    private static final double MILLIS_PER_SECOND = 1000;

    private final InputStream in;
    private final OutputStream out;
    private final String terminals;

    @Spec
    CommandSpec spec;

    @Option(
            names = "--server",
            paramLabel = "ADDRESS[:PORT]",
            description = "A name server to ask. Repeatable: the first one that answers is asked. Without it, those of"
                    + " /etc/resolv.conf.")
    List<String> servers = List.of();

    @Option(
            names = "--concurrency",
            paramLabel = "N",
            defaultValue = "500",
            description = "How many addresses are looked up at a time, at most (${DEFAULT-VALUE}).")
    int concurrency;

    @Option(
            names = "--timeout",
            paramLabel = "SEC",
            defaultValue = "3",
            description = "How long each try waits for an answer (${DEFAULT-VALUE}).")
    double timeout;

    @Option(
            names = "--retries",
            paramLabel = "N",
            defaultValue = "2",
            description =
                    "How many more tries there are, with the next name server if there is one" + " (${DEFAULT-VALUE}).")
    int retries;

    @Option(names = "--verbose", description = "Say at the end what was done, as on a terminal.")
    boolean verbose;

    @Option(names = "--help", usageHelp = true, description = "Show this and exit.")
    boolean help;

    @Option(names = "--version", versionHelp = true, description = "Show the version and exit.")
    boolean version;

    WebresolveCommand(InputStream in, OutputStream out, String terminals) {
        this.in = in;
        this.out = out;
        this.terminals = terminals;
    }

    public static void main(String[] args) throws IOException {
        if (List.of(args).equals(List.of("warm-up"))) {
            WebresolveWarmUp.run();
            return;
        }
        var command = new WebresolveCommand(
                new FileInputStream(FileDescriptor.in),
                new FileOutputStream(FileDescriptor.out), // not System.out, which keeps errors to itself
                System.getProperty(TERMINALS, ""));
        System.exit(Arguments.commandLine(command).execute(args));
    }

    @Override
    public Integer call() {
        PrintWriter err = spec.commandLine().getErr();
        ResolveOptions options = options();
        var counts = new ResolveCounts();
        try (var resolver = new LogResolver(options, counts);
                var _ = progress(counts, err)) {
            Runtime.getRuntime().addShutdownHook(new Thread(resolver::stop));
            resolver.run(in, out);
            return CommandLine.ExitCode.OK;
        } catch (IOException e) {
            // Whoever wanted some lines only, such as head, has them.
            if (String.valueOf(e.getMessage()).endsWith("Broken pipe")) {
                return CommandLine.ExitCode.OK;
            }
            err.println("webresolve: " + e.getMessage());
            return CommandLine.ExitCode.SOFTWARE;
        }
    }

    private ResolveProgress progress(ResolveCounts counts, PrintWriter err) {
        boolean terminal = terminals.contains("stderr");
        // Where the log itself scrolls by, a line that is written anew would be lost in it.
        return new ResolveProgress(counts, err, terminal && !terminals.contains("stdout"), verbose || terminal);
    }

    private ResolveOptions options() {
        if (!(Math.abs(timeout) < Integer.MAX_VALUE)) {
            throw new ConfigException("--timeout: " + timeout + " (expected: seconds)");
        }
        return new ResolveOptions(
                servers.isEmpty()
                        ? SystemServers.read()
                        : servers.stream().map(WebresolveCommand::server).toList(),
                concurrency,
                Duration.ofMillis(Math.round(timeout * MILLIS_PER_SECOND)),
                retries);
    }

    private static InetSocketAddress server(String text) {
        try {
            var port = new Address.Inet("0.0.0.0", SystemServers.PORT);
            if (new ServerArguments(ServiceNames::port).address(text, port) instanceof Address.Inet server
                    && server.port() != 0) {
                IpAddress literal = server.literal();
                if (literal != null) {
                    return new InetSocketAddress(literal.toInetAddress(), server.port());
                }
            }
        } catch (ConfigException e) {
            throw new ConfigException("--server", e);
        }
        throw new ConfigException(
                "--server: \"" + text + "\" (expected: an IPv4 or IPv6 address, and a port behind it if it is not 53)");
    }
}
