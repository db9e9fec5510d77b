package org.penlb.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.penlb.testing.Await;
import org.penlb.testing.Kill;
import org.penlb.testing.PenProcess;
import org.penlb.testing.Processes;

/**
 * What came of starting Pen without -f.
 *
 * @param exit the exit code of the process that was started
 * @param errors what was said on stderr, but for the word that there is no syslog on this machine
 */
record Started(int exit, String errors) {
    /** Starts Pen in this folder and waits until that has ended. */
    static Started pen(Path folder, String... arguments) throws IOException, InterruptedException {
        return of(folder, Map.of(), PenProcess.command(List.of(), List.of(arguments)));
    }

    static Started of(Path folder, Map<String, String> environment, List<String> command)
            throws IOException, InterruptedException {
        var builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().putAll(environment);
        Process process =
                builder.redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        String errors = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(Await.LONG.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("not in the background: " + errors);
        }
        return new Started(process.exitValue(), errors.replaceFirst("(?m)^.*WARNING /dev/log is missing.*\n", ""));
    }

    /** The process that a pid file names. */
    static ProcessHandle in(Path pidFile) throws IOException {
        return ProcessHandle.of(Long.parseLong(Files.readString(pidFile).strip()))
                .orElseThrow();
    }

    static void signal(String name, ProcessHandle process) throws IOException, InterruptedException {
        Kill.send(name, process.pid());
    }

    /** Sends TERM and returns when the process has ended. */
    static void terminate(ProcessHandle process) throws IOException, InterruptedException {
        signal("TERM", process);
        awaitEnd(process);
    }

    /** Returns when the process has ended. It is nobody's child, so it may stay in the table of processes. */
    static void awaitEnd(ProcessHandle process) {
        Await.until("process " + process.pid() + " has ended", () -> !Processes.isRunning(process.pid()));
    }

    /** A file of the process in /proc. */
    static String proc(ProcessHandle process, String file) {
        try {
            return Files.readString(Path.of("/proc/" + process.pid(), file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where a link of the process in /proc leads. */
    static String link(ProcessHandle process, String file) throws IOException {
        return Files.readSymbolicLink(Path.of("/proc/" + process.pid(), file)).toString();
    }
}
