package org.penlb.cli.daemon;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.penlb.cli.command.Arguments;
import org.penlb.system.MemoryLimit;

/**
 * Going into the background. A JVM cannot fork, so this process starts itself again, as a child that knows it is one
 * ({@link ParentLink}), and waits until that is ready. What the child has to say until then goes to the same standard error.
 */
public final class Background {
    /** Says that the launcher is process 1: it has to hand signals on to a JVM that could not take its place. */
    private static final String FIRST = "pen.first";
    /** MiB that two JVMs take, of which one waits for the other. */
    private static final int MEMORY = 128;

    private static final int OK = 0;
    private static final int FAILED = 1;
    /** A start looks up names, which may take a while each when a name server is gone. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final String program;
    private final PrintWriter err;
    private final PrintStream out;
    private final Duration patience;

    /**
     * @param program what it is called in messages
     */
    public Background(String program, PrintWriter err) {
        this(program, err, System.out, PATIENCE);
    }

    /**
     * @param program what it is called in messages
     * @param out for what the child prints besides its being ready: messages of its JVM
     * @param patience how long a child may take to become ready
     */
    Background(String program, PrintWriter err, PrintStream out, Duration patience) {
        this.program = program;
        this.err = err;
        this.out = out;
        this.patience = patience;
    }

    /**
     * Whether this process stays in the foreground whatever it is told, and says so: it is process 1, whose end is that of
     * all others in its container.
     */
    public boolean staysInForeground() {
        return staysInForeground(ProcessHandle.current().pid());
    }

    boolean staysInForeground(long pid) {
        boolean first = pid == 1 || Boolean.getBoolean(FIRST);
        if (first) {
            err.println(program + ": stays in the foreground, as with -f: process 1 ends a container when it ends");
        }
        return first;
    }

    /**
     * Starts this program in the background.
     *
     * @return the exit code: 0 if it is ready, otherwise its own, or 1 if it has none
     */
    public int start() {
        if (!MemoryLimit.current().has(MEMORY)) {
            err.println(program + ": going into the background takes " + MEMORY + " MiB for a moment, and here are "
                    + MemoryLimit.current() + " (expected: -f)");
            return FAILED;
        }
        try {
            return start(ownCommand());
        } catch (IOException e) {
            err.println(program + ": cannot find out how this program was started: " + e.getMessage());
            return FAILED;
        }
    }

    /** The command line that started this JVM, with the mark of a child. */
    private static List<String> ownCommand() throws IOException {
        ProcessHandle.Info self = ProcessHandle.current().info();
        List<String> command = new ArrayList<>();
        command.add(self.command()
                .orElseGet(() ->
                        Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.add(ParentLink.MARK);
        command.addAll(arguments(self));
        return command;
    }

    private static List<String> arguments(ProcessHandle.Info self) throws IOException {
        Path whole = Path.of("/proc/self/cmdline"); // where the JDK reads only the first page
        if (Files.isReadable(whole)) {
            String[] words =
                    Files.readString(whole, StandardCharsets.ISO_8859_1).split("\0", -1);
            return Arrays.asList(words).subList(1, words.length - 1);
        }
        return List.of(self.arguments().orElseThrow(() -> new IOException("the system does not tell")));
    }

    /** Starts a command and waits until it has said that it is ready. */
    int start(List<String> command) {
        try {
            Process child =
                    new ProcessBuilder(command).redirectError(Redirect.INHERIT).start();
            var ready = new CompletableFuture<Boolean>();
            Thread.ofVirtual().start(() -> ready.complete(saysReady(child)));
            try {
                return ready.get(patience.toMillis(), TimeUnit.MILLISECONDS) ? OK : ended(child);
            } catch (TimeoutException _) {
                err.println(program + ": not ready after " + patience.toSeconds()
                        + " s: given up (-f -d shows what it does)");
                return FAILED;
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                return FAILED;
            } finally {
                if (!ready.getNow(false)) {
                    child.destroyForcibly();
                }
            }
        } catch (IOException | ExecutionException e) {
            err.println(program + ": cannot start in the background: " + e.getMessage());
            return FAILED;
        }
    }

    /** Reads until the end of the child's output, which comes when it is ready, too: then all of it is in place. */
    private boolean saysReady(Process child) {
        boolean ready = false;
        try {
            BufferedReader said = child.inputReader();
            for (String line = said.readLine(); line != null; line = said.readLine()) {
                if (line.equals(ParentLink.READY)) {
                    ready = true;
                } else {
                    out.println(line);
                }
            }
        } catch (IOException _) {
            // ended
        }
        return ready;
    }

    /** The exit code of a child that is not ready. With 1 and 2 it has said why itself. */
    private int ended(Process child) throws InterruptedException {
        if (!child.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
            err.println(program + ": what was started in the background has closed its output without being ready");
            return FAILED;
        }
        int exit = child.exitValue();
        if (exit != FAILED && exit != Arguments.BAD_USAGE) {
            err.println(program + ": ended in the background before it was ready (exit code " + exit + ")");
        }
        return exit == OK ? FAILED : exit;
    }
}
