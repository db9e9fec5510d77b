package org.penlb.cli.penctl;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** What the launcher runs once to train penctl's AOT cache: a command on the command line and one on stdin. */
final class PenctlWarmUp {
    private static final int COMMANDS = 2;
    private static final byte[] REPLY = "0\n".getBytes(StandardCharsets.US_ASCII);

    private PenctlWarmUp() {}

    static void run() throws IOException, ControlFailure {
        try (var server = new ServerSocket(0, COMMANDS, InetAddress.getLoopbackAddress())) {
            Thread.ofPlatform().daemon().start(() -> answer(server));
            String address = "localhost:" + server.getLocalPort();
            run(address, "pid");
            run(address);
        }
    }

    private static void run(String... arguments) throws ControlFailure {
        var in = new ByteArrayInputStream("pid\n".getBytes(StandardCharsets.US_ASCII));
        var out = new HarmlessOutput(OutputStream.nullOutputStream());
        if (new Penctl(in, out, System.err).run(false, arguments) != 0) {
            throw new ControlFailure("warm-up failed");
        }
    }

    private static void answer(ServerSocket server) {
        for (int i = 0; i < COMMANDS; i++) {
            try (Socket client = server.accept()) {
                var _ = client.getInputStream().read(new byte[CommandText.MAX_LENGTH]);
                client.getOutputStream().write(REPLY);
            } catch (IOException _) {
                return; // the client is told by its time limit
            }
        }
    }
}
