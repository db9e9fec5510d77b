package org.penlb.it;

import java.io.IOException;
import java.io.UncheckedIOException;
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
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.penlb.testing.EchoServer;
import org.penlb.testing.PenProcess;
import org.penlb.testing.Ports;
import org.penlb.testing.Visitor;

/** Our Pen with its page, three servers behind it, and clients that come and go all the time. */
final class WatchedPen implements AutoCloseable {
    static final String TOKEN = "the-token-that-operators-know";

    private static final int VISITORS = 4;
    /** Between two visits, as clients have other things to do, too. */
    private static final Duration PAUSE = Duration.ofMillis(10);

    private static final byte[] WORDS =
            "as much as a client has to say\n".repeat(20).getBytes(StandardCharsets.US_ASCII);

    final List<EchoServer> servers =
            Stream.of("s0", "s1", "s2").map(EchoServer::new).toList();
    private final int port = Ports.freeForBoth();
    private final int clientPort = Ports.freeForBoth();
    private final @Nullable Path tokenFile;
    private final AtomicBoolean over = new AtomicBoolean();
    private final List<Thread> visitors = new ArrayList<>();
    private PenProcess process;

    /** @param folder where the file with the token goes; null: there is none, so the page is read-only */
    WatchedPen(@Nullable Path folder) {
        tokenFile = folder == null ? null : tokenFile(folder);
        process = start();
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

    private PenProcess start() {
        var options = new ArrayList<>(
                List.of("-u", PenProcess.SELF, "--web", "127.0.0.1:" + port, "-r", "-b", "2", "--event-loops", "1"));
        if (tokenFile != null) {
            options.addAll(List.of("--web-token-file", tokenFile.toString()));
        }
        List<String> addresses = servers.stream().map(EchoServer::address).toList();
        PenProcess started = PenProcess.startAt("127.0.0.1:" + clientPort, List.of(), options, addresses);
        Ports.awaitListening(port);
        return started;
    }

    private void comeAndGo(String source) {
        while (!over.get()) {
            LockSupport.parkNanos(PAUSE.toNanos());
            try (Socket client = Visitor.connect(source, process.address())) {
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
        return Visitor.connect("127.0.2.1", process.address());
    }

    /** Ends it and starts it again at the same addresses. */
    void restart() throws InterruptedException {
        stop();
        process = start();
    }

    void stop() throws InterruptedException {
        process.close();
        process.awaitEnd();
    }

    @Override
    public void close() {
        over.set(true);
        process.close();
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
