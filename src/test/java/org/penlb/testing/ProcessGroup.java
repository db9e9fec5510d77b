package org.penlb.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Processes that take signals together, and what Linux says of them under {@code /proc}. */
public final class ProcessGroup {
    private static final Path PROC = Path.of("/proc");

    private ProcessGroup() {}

    /**
     * Whether any process of the group runs. One that has ended does not, though its parent may wait for it only later: its
     * files and ports are closed.
     */
    public static boolean isRunning(long leader) {
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path process : processes) {
                if (isRunning(process, leader)) {
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isRunning(Path process, long leader) {
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(process.resolve("task"))) {
            for (Path thread : threads) {
                // proc(5): number (name) state parent group... A name may hold anything.
                String stat = Files.readString(thread.resolve("stat"));
                String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", 4);
                if (Long.parseLong(fields[2]) == leader && !fields[0].equals("Z")) {
                    return true;
                }
            }
            return false;
        } catch (IOException _) {
            return false; // it ended while this looked
        }
    }
}
