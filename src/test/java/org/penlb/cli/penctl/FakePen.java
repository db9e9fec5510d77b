package org.penlb.cli.penctl;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.penlb.config.Address;

/** A control port that answers as a test wants it. Each connection is closed when its answer is given. */
public final class FakePen implements AutoCloseable {
    private final ServerSocketChannel listening;
    private final Dialogue dialogue;
    private final Queue<SocketChannel> clients = new ConcurrentLinkedQueue<>();

    /** The lines that came in, with their ends. */
    final BlockingQueue<String> commands = new LinkedBlockingQueue<>();

    /** What happens to a client whose command was read. */
    public interface Answer {
        void to(SocketChannel client) throws IOException, InterruptedException;
    }

    /** What happens to a client, by its command without the line's end. */
    public interface Dialogue {
        void to(SocketChannel client, String command) throws IOException, InterruptedException;
    }

    /** One that answers each command as it wants. */
    public static FakePen talking(Dialogue dialogue) {
        return new FakePen(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), dialogue);
    }

    public static FakePen replying(String reply) {
        return new FakePen(client -> write(client, reply));
    }

    public FakePen(Answer answer) {
        this(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), answer);
    }

    FakePen(Path path, Answer answer) {
        this(UnixDomainSocketAddress.of(path), answer);
    }

    FakePen(SocketAddress address, Answer answer) {
        this(address, (client, _) -> answer.to(client));
    }

    private FakePen(SocketAddress address, Dialogue dialogue) {
        this.dialogue = dialogue;
        try {
            listening = address instanceof UnixDomainSocketAddress
                    ? ServerSocketChannel.open(StandardProtocolFamily.UNIX)
                    : ServerSocketChannel.open();
            listening.bind(address);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::serve);
    }

    private void serve() {
        try {
            while (true) {
                SocketChannel client = listening.accept();
                clients.add(client);
                Thread.ofVirtual().start(() -> serve(client));
            }
        } catch (IOException _) {
            // closed
        }
    }

    private void serve(SocketChannel client) {
        try (client) {
            String command = readLine(client);
            commands.add(command);
            dialogue.to(client, command.strip());
        } catch (IOException | InterruptedException _) {
            // gone, or the test is over
        }
    }

    private static String readLine(SocketChannel client) throws IOException {
        var line = ByteBuffer.allocate(2 * CommandText.MAX_LENGTH);
        while (line.position() == 0 || line.get(line.position() - 1) != '\n') {
            if (client.read(line) < 0) {
                break;
            }
        }
        return StandardCharsets.UTF_8.decode(line.flip()).toString();
    }

    public static void write(SocketChannel client, String text) throws IOException {
        var bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            client.write(bytes);
        }
    }

    /** Ends the connection with a reset, as a server that dies does. */
    static void reset(SocketChannel client) throws IOException {
        client.setOption(StandardSocketOptions.SO_LINGER, 0);
        client.close();
    }

    /** Where it listens, as an argument of penctl. */
    public String address() {
        try {
            return Address.of(listening.getLocalAddress()).toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The commands that came so far, without their ends. */
    public List<String> seen() {
        return commands.stream().map(String::strip).toList();
    }

    @Override
    public void close() {
        try {
            listening.close();
            for (SocketChannel client : clients) {
                client.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
