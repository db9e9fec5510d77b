package org.penlb.bin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.penlb.testing.Await;
import org.penlb.testing.Kill;

/** A launcher that is process 1 of a namespace, as in a container, until it is closed. */
final class FirstProcess implements AutoCloseable {
    static final List<String> UNSHARE = List.of("unshare", "--pid", "--fork", "--mount-proc", "--kill-child");

    /** As bits of a mask of signals. */
    private static final long TERM_AND_INT = 0x4002;

    private final Process unshare;
    private final ConcurrentLinkedQueue<String> said = new ConcurrentLinkedQueue<>();
    private final Thread listening;

    FirstProcess(Launcher launcher, Path script, String... arguments) throws IOException {
        unshare = launcher.start(UNSHARE, script, arguments);
        listening = Thread.ofVirtual().start(() -> unshare.errorReader().lines().forEach(said::add));
    }

    /** The test is skipped where no namespaces can be made. */
    static void assumeThatItCanBeMade() throws IOException, InterruptedException {
        var command = new ArrayList<>(UNSHARE);
        command.add("true");
        int exit;
        try {
            exit = new ProcessBuilder(command).start().waitFor();
        } catch (IOException _) {
            exit = -1;
        }
        assumeThat(exit).as("unshare(1) makes a namespace of processes here").isZero();
    }

    /** A moment of a start; each is the first at which something has come to be. */
    enum Moment {
        /** It is able to hear of an end: what came before, the kernel has kept from it. */
        SHELL,
        JAVA,
        JVM,
        LISTENING
    }

    void await(Moment moment) {
        Await.until(() -> moment + ": " + said, () -> {
            boolean over = !listening.isAlive();
            if (isAt(moment)) {
                return true;
            }
            assertThat(over).as("it ended before %s: %s", moment, said).isFalse();
            return false;
        });
    }

    private boolean isAt(Moment moment) {
        return switch (moment) {
            case SHELL -> unshare.children().anyMatch(FirstProcess::catchesEnds);
            case JAVA ->
                unshare.descendants().anyMatch(process -> read(process, "comm").equals("java\n"));
            case JVM ->
                unshare.descendants().anyMatch(process -> read(process, "maps").contains("libjvm.so"));
            case LISTENING -> hasSaid("clients come in at");
        };
    }

    private static boolean catchesEnds(ProcessHandle process) {
        return read(process, "status")
                .lines()
                .filter(line -> line.startsWith("SigCgt:"))
                .map(line -> Long.parseUnsignedLong(
                        line.substring("SigCgt:".length()).strip(), 16))
                .anyMatch(mask -> (mask & TERM_AND_INT) == TERM_AND_INT);
    }

    private static String read(ProcessHandle process, String file) {
        try {
            return Files.readString(Path.of("/proc", String.valueOf(process.pid()), file));
        } catch (IOException _) {
            return ""; // ended
        }
    }

    boolean hasSaid(String part) {
        return said.stream().anyMatch(line -> line.contains(part));
    }

    /** Sends it a signal, as from outside of its container. */
    void signal(String name) throws IOException, InterruptedException {
        Kill.send(name, unshare.children().findAny().orElseThrow().pid());
    }

    List<String> output() throws IOException {
        return unshare.inputReader().readAllLines();
    }

    Process process() {
        return unshare;
    }

    /** Its exit status, which has to come soon. */
    int awaitEnd() throws InterruptedException {
        if (!unshare.waitFor(Await.LONG.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("it did not end: " + said);
        }
        listening.join();
        return unshare.exitValue();
    }

    @Override
    public void close() {
        unshare.descendants().forEach(ProcessHandle::destroyForcibly);
        unshare.destroyForcibly();
        Await.until("it has ended", () -> !unshare.isAlive());
    }
}
