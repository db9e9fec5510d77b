package org.penlb.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.penlb.cli.command.PenHere;
import org.penlb.testing.UdpVisitor;

/**
 * The example of docs/dns.adoc for RADIUS, before servers that behave as FreeRADIUS does: a login takes two requests, of which the
 * second is understood only by the server that answered the first, and a rejection takes a second.
 */
@Timeout(60)
class RadiusExampleTest {
    private static final Pattern EXAMPLE =
            Pattern.compile("^bin/pen -f (.*) 1812 radius1 radius2( *#.*)?$", Pattern.MULTILINE);

    /** Challenges, accepts who repeats its own challenge, and rejects everybody else a second later. */
    private static final class RadiusServer implements AutoCloseable {
        private static final Executor LATER = CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS);

        private final DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        private final Set<String> challenges = new HashSet<>();
        private final AtomicInteger requests = new AtomicInteger();

        RadiusServer() throws IOException {
            Thread.ofVirtual().start(() -> {
                while (!socket.isClosed()) {
                    try {
                        var packet = new DatagramPacket(new byte[1000], 1000);
                        socket.receive(packet);
                        requests.incrementAndGet();
                        answer(new String(packet.getData(), 0, packet.getLength(), StandardCharsets.US_ASCII), packet);
                    } catch (IOException _) {
                        // closed
                    }
                }
            });
        }

        private void answer(String request, DatagramPacket to) throws IOException {
            if (request.equals("hello")) {
                String challenge = "challenge " + socket.getLocalPort() + " " + requests;
                challenges.add(challenge);
                send(challenge, to);
            } else if (challenges.remove(request)) {
                send("accept", to);
            } else {
                LATER.execute(() -> {
                    try {
                        send("reject", to);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
            }
        }

        private void send(String answer, DatagramPacket to) throws IOException {
            byte[] bytes = answer.getBytes(StandardCharsets.US_ASCII);
            socket.send(new DatagramPacket(bytes, bytes.length, to.getSocketAddress()));
        }

        String address() {
            return "127.0.0.1:" + socket.getLocalPort();
        }

        @Override
        public void close() {
            socket.close();
        }
    }

    private static List<String> documented() throws IOException {
        Matcher line = EXAMPLE.matcher(Files.readString(Path.of("docs", "dns.adoc")));
        assertThat(line.find()).as("there is an example").isTrue();
        var words = new ArrayList<String>();
        Matcher word = Pattern.compile("'([^']*)'|(\\S+)").matcher(line.group(1));
        while (word.find()) {
            words.add(word.group(1) == null ? word.group(2) : word.group(1));
        }
        return words;
    }

    private static String say(UdpVisitor visitor, String request) throws IOException {
        visitor.send(request);
        return visitor.receiveText();
    }

    private static String login(String client, InetSocketAddress pen) throws IOException {
        String challenge;
        try (var visitor = new UdpVisitor(client, pen)) {
            challenge = say(visitor, "hello");
        }
        try (var visitor = new UdpVisitor(client, pen)) { // access points use several ports
            return say(visitor, challenge);
        }
    }

    @Test
    void logins_succeed_and_wrong_passwords_harm_no_server() throws IOException {
        try (var one = new RadiusServer();
                var other = new RadiusServer();
                var pen = PenHere.controlled(documented(), List.of(one.address(), other.address()))) {
            for (int client = 2; client < 10; client++) {
                assertThat(login("127.0.0." + client, pen.address())).isEqualTo("accept");
            }
            assertThat(one.requests.get()).isPositive();
            assertThat(other.requests.get()).isPositive();
            List<UdpVisitor> wrong = new ArrayList<>();
            for (int client = 2; client < 10; client++) {
                var visitor = new UdpVisitor("127.0.0." + client, pen.address());
                wrong.add(visitor);
                visitor.send("wrong password");
            }
            for (UdpVisitor visitor : wrong) {
                assertThat(visitor.receiveText()).isEqualTo("reject");
                visitor.close();
            }
            assertThat(pen.say("counters").lines().filter(line -> line.contains(" addr ")))
                    .hasSize(2)
                    .allMatch(line -> line.endsWith(" state up"))
                    .allMatch(line -> line.contains(" timeouts 0 "));
            assertThat(login("127.0.0.2", pen.address())).isEqualTo("accept");
            assertThat(one.requests.get() + other.requests.get())
                    .as("no request is doubled")
                    .isEqualTo(8 * 3 + 2);
        }
    }
}
