package org.penlb.it;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.penlb.testing.EchoServer;
import org.penlb.testing.PenProcess;
import org.penlb.testing.Ports;

/** A Pen with a page, which curl asks. */
abstract class WebCase {
    static final String TOKEN = "it-is-long-enough-for-a-token";

    @TempDir
    Path folder;

    /** What the tests of a class share, until its end. */
    private static final List<AutoCloseable> SHARED = new ArrayList<>();

    private static @Nullable PenProcess sharedPen;
    private static int sharedPort;

    private final List<AutoCloseable> open = new ArrayList<>();
    int port = Ports.free();

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable each : open.reversed()) {
            each.close();
        }
    }

    @AfterAll
    static void closeShared() throws Exception {
        for (AutoCloseable each : SHARED.reversed()) {
            each.close();
        }
        SHARED.clear();
        sharedPen = null;
    }

    final <T extends AutoCloseable> T opened(T resource) {
        open.add(resource);
        return resource;
    }

    /** One with the usual options that is there for many tests: each leaves it as it was. */
    final PenProcess sharedPen() throws IOException {
        PenProcess pen = sharedPen;
        if (pen == null) {
            pen = pen();
            SHARED.addAll(open);
            open.clear();
            sharedPen = pen;
            sharedPort = port;
        }
        port = sharedPort;
        return pen;
    }

    final PenProcess pen(String... options) throws IOException {
        EchoServer server = opened(new EchoServer("s0"));
        List<String> all = new ArrayList<>(List.of(
                "-u",
                PenProcess.SELF,
                "--web",
                String.valueOf(port),
                "--web-token-file",
                token("rw-------").toString()));
        all.addAll(List.of(options));
        PenProcess pen = opened(PenProcess.start(List.of(), all, List.of(server.address(), "127.0.0.1:9")));
        Ports.awaitListening(port);
        return pen;
    }

    final Path token(String mode) throws IOException {
        Path file = Files.writeString(folder.resolve("token"), TOKEN + "\n");
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }

    static String curl(String... arguments) throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of(Program.find("curl", "curl"), "-s", "-S", "--max-time", "30", "--path-as-is"));
        command.addAll(List.of(arguments));
        Process curl = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(curl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        curl.waitFor();
        return said;
    }

    final String url(String path) {
        return "http://127.0.0.1:" + port + path;
    }

    static String status(String... arguments) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of("-o", "/dev/null", "-w", "%{http_code}"));
        all.addAll(List.of(arguments));
        return curl(all.toArray(String[]::new));
    }
}
