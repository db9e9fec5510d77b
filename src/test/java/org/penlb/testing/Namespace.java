package org.penlb.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** A network namespace: a machine of its own, as far as networks go. It goes when it is closed. */
final class Namespace implements AutoCloseable {
    private static final int READ_ONLY = 0;
    private static final int NETWORK = 0x4000_0000; // CLONE_NEWNET
    private static final FunctionDescriptor SETNS =
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT);
    private static final FunctionDescriptor OPEN =
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT);

    private final String name;

    /**
     * Makes one, with its loopback up.
     *
     * @param word tells it from the others of this process
     * @throws UncheckedIOException if this process may not
     */
    Namespace(String word) {
        name = "pen-test-" + ProcessHandle.current().pid() + "-" + word;
        run(List.of("ip", "netns", "add", name));
        ip("link set lo up");
    }

    String name() {
        return name;
    }

    /** Changes its network: arguments of ip(8). */
    void ip(String arguments) {
        List<String> command = new ArrayList<>(List.of("ip", "-n", name));
        command.addAll(List.of(arguments.split(" ")));
        run(command);
    }

    /** Sets a parameter of its network: arguments of sysctl(8). */
    void sysctl(String setting) {
        run(command(List.of("sysctl", "-qw", setting)));
    }

    /** The command that runs another one there. */
    List<String> command(List<String> command) {
        List<String> all = new ArrayList<>(List.of("ip", "netns", "exec", name));
        all.addAll(command);
        return all;
    }

    /** Does something there: the sockets that it opens are there, for ever, and so are the threads that it starts. */
    <T> T in(Callable<T> task) {
        var result = new FutureTask<>(() -> {
            enter();
            return task.call();
        });
        Thread.ofPlatform().daemon().start(result); // it does not come back
        try {
            return result.get();
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError(e);
        }
    }

    @SuppressWarnings("restricted")
    private void enter() throws IOException {
        Linker linker = Linker.nativeLinker();
        try (Arena arena = Arena.ofConfined()) {
            MethodHandle open = linker.downcallHandle(linker.defaultLookup().findOrThrow("open"), OPEN);
            MethodHandle setns = linker.downcallHandle(linker.defaultLookup().findOrThrow("setns"), SETNS);
            int file = (int)
                    open.invokeExact(arena.allocateFrom("/run/netns/" + name, StandardCharsets.US_ASCII), READ_ONLY);
            if (file < 0 || (int) setns.invokeExact(file, NETWORK) != 0) {
                throw new IOException("cannot enter " + name);
            }
        } catch (IOException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    private static void run(List<String> command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new UncheckedIOException(new IOException(command + ": " + said));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        if (Path.of("/run/netns", name).toFile().exists()) {
            run(List.of("ip", "netns", "del", name));
        }
    }
}
