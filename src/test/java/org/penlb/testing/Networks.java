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

/**
 * Two network namespaces with two cables between them, which a test may change as it likes: one for Pen and its clients, one
 * for the servers. They go when it is closed.
 */
public final class Networks implements AutoCloseable {
    private static final int READ_ONLY = 0;
    private static final int NETWORK = 0x4000_0000; // CLONE_NEWNET
    private static final FunctionDescriptor SETNS =
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT);
    private static final FunctionDescriptor OPEN =
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT);

    private final String pens = "pen-test-" + ProcessHandle.current().pid() + "-p";
    private final String servers = "pen-test-" + ProcessHandle.current().pid() + "-s";

    /** Whether this process may make them. */
    public static boolean available() {
        try {
            new Networks().close();
            return true;
        } catch (UncheckedIOException _) {
            return false;
        }
    }

    /** Cable {@code i} has the addresses 10.9.i.1/24 at Pen's end {@code v<i>}, and 10.9.i.2/24 at the servers', {@code w<i>}. */
    public Networks() {
        ip("netns add " + pens);
        try {
            ip("netns add " + servers);
            for (int i = 0; i < 2; i++) {
                ip("-n " + pens + " link add v" + i + " type veth peer name w" + i + " netns " + servers);
                pens("addr add 10.9." + i + ".1/24 dev v" + i);
                servers("addr add 10.9." + i + ".2/24 dev w" + i);
                pens("link set v" + i + " up");
                servers("link set w" + i + " up");
            }
            pens("link set lo up");
            servers("link set lo up");
            // An address that is added stays when the one before it is taken away, as on most machines.
            run(List.of("ip", "netns", "exec", pens, "sysctl", "-qw", "net.ipv4.conf.v0.promote_secondaries=1"));
        } catch (UncheckedIOException e) {
            close();
            throw e;
        }
    }

    /** Changes Pen's end: arguments of ip(8). */
    public void pens(String arguments) {
        ip("-n " + pens + " " + arguments);
    }

    /** Changes the servers' end: arguments of ip(8). */
    public void servers(String arguments) {
        ip("-n " + servers + " " + arguments);
    }

    /** The command that runs another one where Pen is. */
    public List<String> besidePen(List<String> command) {
        List<String> all = new ArrayList<>(List.of("ip", "netns", "exec", pens));
        all.addAll(command);
        return all;
    }

    /** Does something where Pen is: the sockets that it opens are there, for ever. */
    public <T> T besidePen(Callable<T> task) {
        return in(pens, task);
    }

    /** Does something where the servers are. */
    public <T> T besideServers(Callable<T> task) {
        return in(servers, task);
    }

    private static <T> T in(String namespace, Callable<T> task) {
        var result = new FutureTask<>(() -> {
            enter(namespace);
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
    private static void enter(String namespace) throws IOException {
        Linker linker = Linker.nativeLinker();
        try (Arena arena = Arena.ofConfined()) {
            MethodHandle open = linker.downcallHandle(linker.defaultLookup().findOrThrow("open"), OPEN);
            MethodHandle setns = linker.downcallHandle(linker.defaultLookup().findOrThrow("setns"), SETNS);
            int file = (int) open.invokeExact(
                    arena.allocateFrom("/run/netns/" + namespace, StandardCharsets.US_ASCII), READ_ONLY);
            if (file < 0 || (int) setns.invokeExact(file, NETWORK) != 0) {
                throw new IOException("cannot enter " + namespace);
            }
        } catch (IOException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    private static void ip(String arguments) {
        List<String> command = new ArrayList<>(List.of("ip"));
        command.addAll(List.of(arguments.split(" ")));
        run(command);
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
        for (String each : List.of(pens, servers)) {
            if (Path.of("/run/netns", each).toFile().exists()) {
                ip("netns del " + each);
            }
        }
    }
}
