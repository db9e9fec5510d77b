package org.penlb.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.penlb.testing.Await;
import org.penlb.testing.EchoServer;
import org.penlb.testing.Ports;
import org.penlb.testing.Visitor;

/**
 * Each control command, said with Debian's penctl to Debian's pen and to ours in the same state. The golden file has the
 * commands in their order and the replies: a line that only pen says is marked with {@code -}, one that only ours says with
 * {@code +}.
 */
@Timeout(120)
class ControlGoldenIT {
    private static final Path GOLDEN = Path.of("src/test/resources/golden/control.txt");

    @TempDir
    Path folder;

    @BeforeAll
    static void there_is_a_pen_to_compare_with() {
        OraclePen.assumeInstalled();
    }

    @Test
    void replies_are_pens() throws IOException, InterruptedException {
        String golden = Files.readString(GOLDEN);
        var actual = new StringBuilder();
        try (var s0 = new EchoServer("s0");
                var s1 = new EchoServer("s1")) {
            List<String> servers = List.of(s0.address(), s1.address() + ":10:12:3:4");
            List<String> options = List.of("-rW", "-m", "1", "-x", "500", "-t", "3");
            try (var oracle = OraclePen.start(options, servers);
                    var pen = ControlledPen.start(options, servers);
                    Socket ofOracle = served(oracle.address());
                    Socket ofPen = served(pen.address())) {
                assertThat(ofOracle.isConnected() && ofPen.isConnected()).isTrue();
                Await.until("both have counted", () -> counted(oracle.penctl()) && counted(pen.penctl));
                var ofThem = new Side(oracle.penctl(), oracle.address().getPort(), s0, s1);
                var ours = new Side(pen.penctl, pen.address().getPort(), s0, s1);
                for (String line : golden.lines().toList()) {
                    if (line.startsWith("#") || line.isEmpty()) {
                        actual.append(line).append('\n');
                    } else if (line.startsWith("$ ")) {
                        actual.append(line).append('\n').append(compared(ofThem, ours, line.substring(2)));
                    }
                }
            }
        }
        if (!actual.toString().equals(golden)) {
            Files.writeString(Path.of("target", "control-golden.txt"), actual);
        }
        assertThat(actual.toString()).isEqualTo(golden);
    }

    /** A client that was served stays, so that there is something to show. */
    private static Socket served(SocketAddress pen) throws IOException {
        Socket client = Visitor.connect("127.0.0.1", pen);
        Visitor.nameFrom(client);
        return client;
    }

    private static boolean counted(Penctl penctl) {
        try {
            return penctl.say("servers").contains(" rx 3");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private String compared(Side them, Side ours, String command) throws IOException, InterruptedException {
        List<String> theirs = them.say(command.replace("FOLDER", folder.toString() + "/their"));
        List<String> own = ours.say(command.replace("FOLDER", folder.toString() + "/our"));
        var text = new StringBuilder();
        if (theirs.equals(own)) {
            own.forEach(line -> text.append(line).append('\n'));
        } else {
            theirs.forEach(line -> text.append("- ").append(line).append('\n'));
            own.forEach(line -> text.append("+ ").append(line).append('\n'));
        }
        return text.toString();
    }

    /** One of the two, with the numbers that differ from run to run written as names. */
    private record Side(Penctl penctl, int listener, EchoServer s0, EchoServer s1) {
        List<String> say(String command) throws IOException, InterruptedException {
            String asked =
                    command.replace("S0", String.valueOf(s0.port())).replace("FREE", String.valueOf(Ports.free()));
            if (command.equals("pid")) {
                return List.of(penctl.say(asked).strip().matches("[1-9]\\d*") ? "PID" : "no pid");
            }
            return penctl.say(asked)
                    .lines()
                    .map(line -> line.replace(":" + listener, ":LISTENER")
                            .replace(" " + s0.port(), " S0")
                            .replace(" " + s1.port(), " S1")
                            .replaceAll("(downfd|upfd) = \\d+", "$1 = FD")
                            .replaceAll("^127.0.0.1:\\d+$", "127.0.0.1:PORT")
                            .replace(":" + s0.port(), ":S0")
                            .replaceAll("/\\S*/(their|our)", "FOLDER"))
                    .toList();
        }
    }
}
