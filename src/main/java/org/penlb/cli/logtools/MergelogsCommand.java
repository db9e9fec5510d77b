package org.penlb.cli.logtools;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.penlb.cli.Version;
import org.penlb.cli.command.Arguments;
import org.penlb.config.ConfigException;
import org.penlb.logtools.merge.LogMerge;
import org.penlb.logtools.merge.MergeCounts;
import org.penlb.logtools.merge.MergeOptions;
import org.penlb.logtools.merge.MergeProgress;
import org.penlb.logtools.merge.ServerLog;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** mergelogs: the access logs of web servers as one, with the clients of pen's log. */
@Command(
        name = MergelogsCommand.NAME,
        usageHelpWidth = 100,
        customSynopsis = "mergelogs -p penlog [-cdv] [-j jitter] [-t seconds] server:logfile ...",
        versionProvider = Version.class,
        description = {
            "",
            "Writes the lines of web servers' access logs to stdout in the order of time. In each the client, which is"
                    + " always pen's own address, is replaced by the one that pen's log has for the same server and"
                    + " request, nearest in time; where it has none, by the server's address. Common and combined format,"
                    + " and JSON. Lines without a client or a time stay as they are, behind the line before them.",
            "",
            "Logs may be compressed by gzip. One of them may be -, standard input.",
            ""
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:all lines were written",
            "1:a log could not be opened (nothing was written then) or read to its end, or stdout not be written; the"
                    + " reason is on stderr, unless who read stdout has gone",
            "2:bad command line"
        })
public final class MergelogsCommand implements Callable<Integer> {
    static final String NAME = "mergelogs";

    /** Which of stdout and stderr are terminals, said by the launcher: to a shell the question is cheap. */
    private static final String TERMINALS = "mergelogs.terminals";

    private static final String WARM_UP = "warm-up";
    private static final String BROKEN_PIPE = "Broken pipe";
    private static final int OK = 0;
    private static final int FAILED = 1;

    private final InputStream in;
    private final OutputStream out;
    private final PrintStream err;
    private final String terminals;

    @Option(
            names = "-p",
            required = true,
            paramLabel = "penlog",
            description = "The log that pen has written: client, seconds, server, request.")
    String penLog = "";

    @Option(
            names = "-j",
            paramLabel = "jitter",
            description = "By how many seconds the times of pen and of a web server may differ for the same request"
                    + " (${DEFAULT-VALUE}).")
    long jitter = 600;

    @Option(
            names = "-t",
            paramLabel = "seconds",
            description =
                    "By how many seconds this machine's standard time is ahead of UTC: Debian's mergelogs must be told"
                            + " (7200 in Finland), this one knows. Any other number shifts the times in pen's log by the"
                            + " difference.")
    @Nullable
    Long offset;

    @Option(
            names = "-d",
            description =
                    "Debugging: says on stderr which entry of pen's log each line has got. Twice: each entry, too.")
    boolean[] debug = {};

    @Option(names = "-c", description = "Do not keep pen's log in memory: accepted, and has no effect.")
    boolean uncached;

    @Option(
            names = {"-v", "--verbose"},
            description = "At the end says on stderr how many lines there were. Without it only on a terminal.")
    boolean verbose;

    @Option(names = "--help", usageHelp = true, description = "Show this and exit.")
    boolean help;

    @Option(names = "--version", versionHelp = true, description = "Show the version and exit.")
    boolean version;

    @Parameters(
            arity = "1..*",
            paramLabel = "server:logfile",
            description = "A web server's address, as pen's log has it, or its name, and the log that it has written."
                    + " IPv6: [::1]:logfile or ::1:logfile.")
    List<String> arguments = List.of();

    MergelogsCommand(InputStream in, OutputStream out, PrintStream err, String terminals) {
        this.in = in;
        this.out = out;
        this.err = err;
        this.terminals = terminals;
    }

    /** Runs the program; its result is the exit code. */
    @SuppressWarnings("StreamResourceLeak") // the process's own
    public static void main(String[] args) {
        if (args.length == 1 && args[0].equals(WARM_UP)) {
            System.exit(MergelogsWarmUp.run());
        }
        // Not System.out, which keeps errors to itself.
        var command = new MergelogsCommand(
                new FileInputStream(FileDescriptor.in),
                new FileOutputStream(FileDescriptor.out),
                System.err,
                System.getProperty(TERMINALS, ""));
        System.exit(command.run(args));
    }

    int run(String... args) {
        return Arguments.commandLine(this)
                .setErr(new PrintWriter(err, true, StandardCharsets.UTF_8))
                .execute(args);
    }

    @Override
    public Integer call() {
        MergeOptions options = options();
        try (LogMerge merge =
                LogMerge.open(options, in, err, Runtime.getRuntime().maxMemory())) {
            return merge(merge);
        } catch (IOException | InvalidPathException e) {
            return fail(String.valueOf(e.getMessage()));
        }
    }

    private int merge(LogMerge merge) {
        boolean shown = terminals.contains("stderr");
        // On the terminal that the lines go to it would be between them.
        MergeProgress progress = shown && !terminals.contains("stdout") ? new ProgressLine(err) : MergeProgress.NONE;
        try {
            merge.run(out, progress);
        } catch (IOException e) {
            erase(progress);
            return BROKEN_PIPE.equals(e.getMessage()) ? FAILED : fail("cannot write to stdout: " + e.getMessage());
        }
        erase(progress);
        MergeCounts counts = merge.counts();
        if (shown || verbose) {
            err.println(summary(counts));
        }
        if (counts.givenUp() > 0) {
            err.println(
                    NAME + ": " + counts.givenUp() + " entries of pen's log did not fit into the memory and were given"
                            + " up while lines might still have asked for them (a smaller -j helps, or more memory:"
                            + " PEN_JAVA_OPTS=-Xmx1g)");
        }
        merge.faults().forEach(this::fail);
        return merge.faults().isEmpty() ? OK : FAILED;
    }

    private static void erase(MergeProgress progress) {
        if (progress instanceof ProgressLine line) {
            line.erase();
        }
    }

    private static String summary(MergeCounts counts) {
        String unknown = counts.penLinesNotUnderstood() == 0
                ? ""
                : "; " + counts.penLinesNotUnderstood() + " lines of pen's log not understood";
        return NAME + ": " + counts.lines() + " lines: " + counts.matched() + " with their client, "
                + counts.notMatched() + " with the server's address, " + counts.notUnderstood() + " not understood"
                + unknown;
    }

    private int fail(String reason) {
        err.println(NAME + ": " + reason);
        return FAILED;
    }

    private MergeOptions options() {
        List<ServerLog> logs = arguments.stream().map(ServerLog::parse).toList();
        if (Stream.concat(Stream.of(penLog), logs.stream().map(ServerLog::file))
                        .filter("-"::equals)
                        .count()
                > 1) {
            throw new ConfigException("only one log can be -, standard input");
        }
        try {
            return new MergeOptions(penLog, jitter, offset == null ? 0 : offset - standardOffset(), debug.length, logs);
        } catch (IllegalArgumentException e) {
            throw new ConfigException(String.valueOf(e.getMessage()));
        }
    }

    /** Without summer time, which Debian's leaves out as well. */
    private static int standardOffset() {
        return ZoneId.systemDefault()
                .getRules()
                .getStandardOffset(Instant.now())
                .getTotalSeconds();
    }
}
