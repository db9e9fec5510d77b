package org.penlb.cli.cgi;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The classical way to a status page: a pen that gets the signal USR1 writes its page into the file of {@code -w}.
 *
 * @param pidFile holds the number of its process, as {@code -p}
 * @param webFile the page
 */
record StatusFile(Path pidFile, Path webFile) {
    private static final int MAX_PID_FILE = 32;
    private static final int MAX_COMMAND_LINE = 1 << 16;
    private static final int PAUSE_MILLIS = 10;
    private static final int MAX_ERROR = 1000;
    /** Files keep times by the kernel's ticks: two pages within one look like one. */
    private static final int TICK_MILLIS = 20;

    /** What tells a file from the one that was there before. */
    private record Seen(long time, long size, @Nullable Object key) {
        static final Seen NOTHING = new Seen(0, -1, null);
    }

    /**
     * Has the page written, and reads it when that is done.
     *
     * @param limit how long it may take
     * @throws CgiError 502 if that cannot be asked for, 504 if it takes too long
     */
    PenReply read(Duration limit) throws CgiError {
        try {
            long pid = pid();
            Seen before = look();
            long asked = System.currentTimeMillis();
            signal(pid);
            long end = System.nanoTime() + limit.toNanos();
            while (System.nanoTime() - end < 0) {
                Seen now = look();
                boolean fresh = !now.equals(before) || now.time() >= asked - TICK_MILLIS;
                if (fresh && now.size() > 0) {
                    PenReply page = page();
                    // pen 0.34.1 writes in place: it may have been at it meanwhile, for somebody else.
                    boolean whole = page.cut() || page.text().stripTrailing().endsWith("</html>");
                    if (whole && look().equals(now)) {
                        return page;
                    }
                }
                Thread.sleep(PAUSE_MILLIS);
            }
        } catch (IOException e) {
            throw broken(webFile + " cannot be read (" + e.getClass().getSimpleName() + ")");
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        throw new CgiError(
                HttpStatus.GATEWAY_TIMEOUT,
                "The pen has not written " + webFile + " within " + limit.toSeconds() + " s (expected: pen -w "
                        + webFile + ").");
    }

    private static CgiError broken(String what) {
        return new CgiError(HttpStatus.BAD_GATEWAY, what + ".");
    }

    private Seen look() throws IOException, CgiError {
        try {
            var attributes = Files.readAttributes(webFile, BasicFileAttributes.class);
            if (!attributes.isRegularFile()) {
                throw broken(webFile + " is no regular file");
            }
            return new Seen(attributes.lastModifiedTime().toMillis(), attributes.size(), attributes.fileKey());
        } catch (NoSuchFileException _) {
            return Seen.NOTHING;
        }
    }

    private PenReply page() throws IOException {
        try (InputStream in = Files.newInputStream(webFile)) {
            byte[] bytes = in.readNBytes(PenReply.MAX_LENGTH);
            return PenReply.of(bytes, in.read() >= 0);
        }
    }

    private long pid() throws CgiError {
        String text;
        try (InputStream in = Files.newInputStream(pidFile)) {
            text = new String(in.readNBytes(MAX_PID_FILE), StandardCharsets.US_ASCII).strip();
        } catch (NoSuchFileException _) {
            throw broken(pidFile + " is not there: no pen runs (expected: pen -p " + pidFile + ")");
        } catch (IOException e) {
            throw broken(pidFile + " cannot be read (" + e.getClass().getSimpleName() + ")");
        }
        if (!text.matches("[1-9][0-9]{0,8}")) {
            throw broken(pidFile + " does not hold the number of a process");
        }
        long pid = Long.parseLong(text);
        // The pen may have died, and its number be another's by now, whom the signal would end.
        if (!isPen(pid)) {
            throw broken("The process " + pid + ", which " + pidFile + " names, is no pen");
        }
        return pid;
    }

    private static boolean isPen(long pid) {
        List<String> words = commandLine(pid);
        String program = words.isEmpty() ? "" : words.getFirst();
        if (program.substring(program.lastIndexOf('/') + 1).equals("pen")) {
            return true;
        }
        for (String word : words) {
            if (word.endsWith("pen.jar") || word.startsWith("org.penlb.")) {
                return true;
            }
        }
        return false;
    }

    /** The program and its arguments, empty if there is no such process. */
    private static List<String> commandLine(long pid) {
        // The JDK knows nothing of a process that has changed its user, as pen does.
        try (InputStream in = Files.newInputStream(Path.of("/proc/" + pid + "/cmdline"))) {
            return List.of(new String(in.readNBytes(MAX_COMMAND_LINE), StandardCharsets.UTF_8).split("\0"));
        } catch (IOException _) {
            // a system without such files
        }
        String[] words = ProcessHandle.of(pid)
                .flatMap(process -> process.info().commandLine())
                .orElse("")
                .split(" ");
        return List.of(words);
    }

    /** By the shell's own kill: the JDK knows two kinds of signals, and this is neither. */
    private static void signal(long pid) throws IOException, InterruptedException, CgiError {
        Process kill = new ProcessBuilder("/bin/sh", "-c", "kill -USR1 \"$0\"", String.valueOf(pid))
                .redirectErrorStream(true)
                .start();
        String said;
        try (InputStream out = kill.getInputStream()) {
            said = new String(out.readNBytes(MAX_ERROR), StandardCharsets.UTF_8).strip();
        }
        if (kill.waitFor() != 0) {
            throw broken("The pen, process " + pid + ", cannot be sent a signal: "
                    + said.substring(said.lastIndexOf(':') + 1).strip()
                    + " (expected: this program runs as the same user as the pen; or PEN_CONTROL)");
        }
    }
}
