package org.penlb.cli.cgi;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** What the launchers run once to train the AOT cache of a program: a page, a reply, and a form. */
final class CgiWarmUp {
    private static final int LINE = 256;
    private static final String FORM = "command=server+0+max+5";
    private static final String REPLY = """
            <html><head><title>Pen status page</title></head><body><h1>Pen status page</h1>
            <table><tr><td>server</td></tr><tr><td>0</td></tr></table></body></html>
            """;

    private CgiWarmUp() {}

    static void run(CgiProgram program) throws IOException {
        try (var server = new ServerSocket(0, 0, InetAddress.getLoopbackAddress())) {
            Thread.ofPlatform().daemon().start(() -> answer(server));
            String control = "localhost:" + server.getLocalPort();
            Map<String, String> get = Map.of("REQUEST_METHOD", "GET", "PEN_CONTROL", control);
            request(program, get);
            request(
                    program,
                    Map.of("REQUEST_METHOD", "GET", "PEN_CONTROL", control, "QUERY_STRING", "command=servers"));
            request(
                    program,
                    Map.of(
                            "REQUEST_METHOD", "POST",
                            "PEN_CONTROL", control,
                            "HTTP_HOST", "localhost",
                            "HTTP_ORIGIN", "http://localhost",
                            "AUTH_TYPE", "Basic",
                            "REMOTE_USER", "nobody",
                            "CONTENT_TYPE", "application/x-www-form-urlencoded",
                            "CONTENT_LENGTH", String.valueOf(FORM.length())));
        }
    }

    private static void request(CgiProgram program, Map<String, String> environment) throws IOException {
        var body = new ByteArrayInputStream(FORM.getBytes(StandardCharsets.US_ASCII));
        var nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        if (program.run(new String[0], environment, body, nowhere, nowhere) != 0) {
            throw new IOException("warm-up failed");
        }
    }

    private static void answer(ServerSocket server) {
        while (true) {
            try (Socket client = server.accept()) {
                var _ = client.getInputStream().read(new byte[LINE]);
                client.getOutputStream().write(REPLY.getBytes(StandardCharsets.US_ASCII));
            } catch (IOException _) {
                return; // closed: that was all
            }
        }
    }
}
