package org.penlb.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.LongPredicate;

/**
 * Whether processes run, by what Linux says of them under {@code /proc}. One that has ended does not, though its parent may
 * ask for it only later, or never if that is the first process of a container: its files and ports are closed.
 */
public final class Processes {
    private static final Path PROC = Path.of("/proc");

    private Processes() {}

    /** Whether this process runs. */
    public static boolean isRunning(long pid) {
        return isRunning(PROC.resolve(String.valueOf(pid)), _ -> true);
    }

    /** Whether any process of the group runs. */
    public static boolean isGroupRunning(long leader) {
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path process : processes) {
                if (isRunning(process, group -> group == leader)) {
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isRunning(Path process, LongPredicate isMeant) {
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(process.resolve("task"))) {
            for (Path thread : threads) {
                if (threadRuns(thread, isMeant)) {
                    return true;
                }
            }
            return false;
        } catch (IOException | DirectoryIteratorException _) {
            return false; // it ended while this looked
        }
    }

    private static boolean threadRuns(Path thread, LongPredicate isMeant) {
        try {
            // proc(5): number (name) state parent group... A name may hold anything.
            String stat = Files.readString(thread.resolve("stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", 4);
            return isMeant.test(Long.parseLong(fields[2])) && !fields[0].equals("Z") && !fields[0].equals("X");
        } catch (IOException _) {
            return false; // this one ended; others may go on
        }
    }
}
