package org.penlb.cli.logtools;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;
import org.penlb.accesslog.LineLog;
import org.penlb.cli.Version;
import org.penlb.config.ConfigException;
import org.penlb.logtools.collect.PipedLog;

/**
 * penlog: the end of a web server's log pipe, that sends each line to penlogd. A web server starts one for each of its
 * logs, so it reads its command line itself and has no logging: those would be half of its start and of its memory.
 *
 * <p>Exit codes: 0 when standard input has ended, 1 if it could not start, 2 if the command line cannot be used; after a
 * signal the JVM's: 143 for TERM.
 */
public final class Penlog {
    private static final String SYNOPSIS = "penlog host port [my_ip]";

    private static final String HELP = "Usage: " + SYNOPSIS + """


            Sends the lines of standard input to the penlogd at host and port, a datagram each. penlogd knows a web server
            by the address that its lines come from: it must be the one that pen is given. my_ip is the address to send
            from, for a server that has several.

              --help     show this and exit
              --version  show the version and exit

            Apache: CustomLog "|/path/to/bin/penlog loghost 10000" common

            Exit codes:
              0    standard input has ended; how many lines were not sent is on stderr
              1    could not start; the reason is on stderr
              2    bad command line
              143  TERM came (130: INT, 129: HUP); what had come before was sent
            """;

    private static final int OK = 0;
    private static final int FAILED = 1;
    private static final int BAD_USAGE = 2;

    private final FileInputStream in;
    private final PrintStream out;
    private final PrintStream err;

    Penlog(FileInputStream in, PrintStream out, PrintStream err) {
        this.in = in;
        this.out = out;
        this.err = err;
    }

    /** Runs the program; its result is the exit code. */
    @SuppressWarnings("StreamResourceLeak") // the process's own
    public static void main(String[] args) {
        System.exit(
                CollectWarmUp.isMeant(args)
                        ? CollectWarmUp.run()
                        : new Penlog(new FileInputStream(FileDescriptor.in), System.out, System.err).run(args));
    }

    /** Runs a command line to its end; the result is the exit code. */
    int run(String... args) {
        String first = args.length == 0 ? "" : args[0];
        switch (first) {
            case "--help" -> out.print(HELP);
            case "--version" -> out.println(new Version().getVersion()[0]);
            default -> {
                return args.length < 2 || args.length > 3 || first.startsWith("-") ? refuse(args) : send(args);
            }
        }
        return OK;
    }

    private int refuse(String... args) {
        err.println(
                args.length > 0 && args[0].startsWith("-")
                        ? "penlog: unknown option: " + args[0]
                        : "penlog: " + args.length + " arguments (expected: host, port, and perhaps my_ip)");
        err.println("Usage: " + SYNOPSIS);
        err.println("Try 'penlog --help' for more.");
        return BAD_USAGE;
    }

    private int send(String... args) {
        try (LineLog lines = LineLog.toPenlogd(
                destination(args[0], args[1]), args.length == 3 ? ownAddress(args[2]) : null, this::tell)) {
            var pipe = new PipedLog(in, lines);
            try (var _ = AtTermination.call(pipe::end)) {
                pipe.run();
                lines.close();
                tell(lines.dropped(), "lines were not sent");
                tell(pipe.cut(), "lines were longer than a datagram and sent in part");
            }
            return OK;
        } catch (ConfigException | IOException e) {
            tell(String.valueOf(e.getMessage()));
            return FAILED;
        }
    }

    private void tell(long count, String what) {
        if (count > 0) {
            tell(count + " " + what);
        }
    }

    private void tell(String what) {
        err.println("penlog: " + what);
    }

    private static String destination(String host, String port) {
        boolean bare = host.indexOf(':') >= 0 && !host.startsWith("[");
        return (bare ? "[" + host + "]" : host) + ":" + port;
    }

    private static @Nullable InetAddress ownAddress(String name) throws IOException {
        try {
            InetAddress address = InetAddress.getByName(name);
            if (address.isAnyLocalAddress()
                    || address.isLoopbackAddress()
                    || NetworkInterface.getByInetAddress(address) != null) {
                return address;
            }
        } catch (UnknownHostException _) {
            // said below
        }
        throw new ConfigException("my_ip \"" + name + "\" is no address of this machine");
    }
}
