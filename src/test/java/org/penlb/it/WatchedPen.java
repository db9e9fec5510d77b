package org.penlb.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.penlb.cli.command.PenHere;
import org.penlb.testing.EchoServer;
import org.penlb.testing.PenProcess;
import org.penlb.testing.Ports;
import org.penlb.testing.Visitor;

/** Our Pen with its page, three servers behind it, and clients that come and go all the time. */
final class WatchedPen implements AutoCloseable {
    static final String TOKEN = "the-token-that-operators-know";

    private static final int VISITORS = 4;
    /** Between two visits, as clients have other things to do, too. */
    private static final Duration PAUSE = Duration.ofMillis(40);

    private static final byte[] WORDS =
            "as much as a client has to say\n".repeat(20).getBytes(StandardCharsets.US_ASCII);

    final List<EchoServer> servers =
            Stream.of("s0", "s1", "s2").map(EchoServer::new).toList();
    private final int port = Ports.freeForBoth();
    private final @Nullable Path tokenFile;
    private final Supplier<Running> starting;
    private final AtomicBoolean over = new AtomicBoolean();
    private final List<Thread> visitors = new ArrayList<>();
    private volatile Running pen;

    /** Where its clients come in, and what ends it. */
    private record Running(InetSocketAddress address, Runnable end) {}

    /**
     * In this process: most of what the page shows is not that of a process.
     *
     * @param folder where the file with the token goes; null: there is none, so the page is read-only
     */
    WatchedPen(@Nullable Path folder) {
        this(folder, WatchedPen::here);
    }

    private WatchedPen(@Nullable Path folder, BiFunction<List<String>, List<String>, Running> start) {
        tokenFile = folder == null ? null : tokenFile(folder);
        starting = () ->
                start.apply(options(), servers.stream().map(EchoServer::address).toList());
        pen = start();
        for (int i = 0; i < VISITORS; i++) {
            String source = "127.0.1." + (i + 1);
            visitors.add(Thread.ofVirtual().start(() -> comeAndGo(source)));
        }
    }

    private static Path tokenFile(Path folder) {
        try {
            Path file = Files.createFile(
                    folder.resolve("token"),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            return Files.writeString(file, TOKEN + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** In a process of its own, as users run it, with a page that is read-only. */
    static WatchedPen ofItsOwn() {
        int port = Ports.freeForBoth();
        return new WatchedPen(null, (options, servers) -> {
            PenProcess process = PenProcess.startAt("127.0.0.1:" + port, List.of(), options, servers);
            return new Running(process.address(), () -> end(process));
        });
    }

    private static Running here(List<String> options, List<String> servers) {
        PenHere pen = PenHere.start(options, servers);
        return new Running(pen.address(), pen::close);
    }

    private static void end(PenProcess process) {
        process.close();
        try {
            process.awaitEnd();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private Running start() {
        Running started = starting.get();
        Ports.awaitListening(port);
        return started;
    }

    private List<String> options() {
        var options = new ArrayList<>(
                List.of("-u", PenProcess.SELF, "--web", "127.0.0.1:" + port, "-r", "-b", "2", "--event-loops", "1"));
        if (tokenFile != null) {
            options.addAll(List.of("--web-token-file", tokenFile.toString()));
        }
        return options;
    }

    private void comeAndGo(String source) {
        while (!over.get()) {
            LockSupport.parkNanos(PAUSE.toNanos());
            try (Socket client = Visitor.connect(source, pen.address())) {
                if (!Visitor.nameFrom(client).isEmpty()) {
                    client.getOutputStream().write(WORDS);
                    client.getInputStream().readNBytes(WORDS.length);
                }
            } catch (IOException _) {
                // Pen or the server is away just now
            }
        }
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + port + "/");
    }

    /** A client of its own, which stays. */
    Socket connect() throws IOException {
        return Visitor.connect("127.0.2.1", pen.address());
    }

    /** Starts it again at the same addresses. */
    void restart() {
        pen = start();
    }

    void stop() {
        pen.end().run();
    }

    @Override
    public void close() {
        over.set(true);
        pen.end().run();
        servers.forEach(EchoServer::close);
        for (Thread visitor : visitors) {
            try {
                visitor.join();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
