package org.penlb.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.penlb.testing.Await;
import org.penlb.testing.Kill;

/** penlog as a web server has it: a process that is started for each log, and ended by a signal. */
class PenlogIT {
    private static final Pattern CLASS = Pattern.compile("class,load\\s*] (\\S+) source:");

    @TempDir
    Path folder;

    private DatagramSocket penlogd;

    @BeforeEach
    void listen() throws IOException {
        penlogd = new DatagramSocket(0, InetAddress.ofLiteral("127.0.0.1"));
        penlogd.setSoTimeout((int) Await.LONG.toMillis());
    }

    @AfterEach
    void close() {
        penlogd.close();
    }

    private Process start(String jvmOptions) throws IOException {
        String script = Path.of(System.getProperty("pen.home"), "bin/penlog").toString();
        var builder = new ProcessBuilder(script, "127.0.0.1", Integer.toString(penlogd.getLocalPort()));
        builder.environment().put("PEN_AOT", "off");
        builder.environment().put("PEN_JAVA_OPTS", jvmOptions);
        return builder.redirectError(folder.resolve("errors").toFile()).start();
    }

    private static void write(Process penlog, String text) throws IOException {
        penlog.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        penlog.getOutputStream().flush();
    }

    private String next() throws IOException {
        var packet = new DatagramPacket(new byte[2000], 2000);
        penlogd.receive(packet);
        return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.US_ASCII);
    }

    private static int exit(Process penlog) throws InterruptedException {
        assertThat(penlog.waitFor(Await.LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
        return penlog.exitValue();
    }

    @Test
    void what_was_written_before_TERM_is_sent() throws Exception {
        Process penlog = start("");
        try {
            write(penlog, "one\n");
            assertThat(next()).isEqualTo("one\n");
            write(penlog, "two\nthree");
            Kill.send("TERM", penlog.pid());
            assertThat(next()).isEqualTo("two\n");
            assertThat(next()).isEqualTo("three\n");
            assertThat(exit(penlog)).isEqualTo(143);
            assertThat(folder.resolve("errors")).isEmptyFile();
        } finally {
            penlog.destroyForcibly();
        }
    }

    /** Each class takes its part of a millisecond and of memory, for each log of a web server. */
    @Test
    void it_loads_no_library() throws Exception {
        Path classes = folder.resolve("classes");
        Process penlog = start("-Xlog:class+load=info:file=" + classes);
        try {
            write(penlog, "one\n");
            penlog.getOutputStream().close();
            assertThat(next()).isEqualTo("one\n");
            assertThat(exit(penlog)).isZero();
        } finally {
            penlog.destroyForcibly();
        }
        List<String> loaded = CLASS.matcher(Files.readString(classes))
                .results()
                .map(found -> found.group(1))
                .toList();
        assertThat(loaded).contains("org.penlb.cli.logtools.Penlog");
        assertThat(loaded)
                .allMatch(
                        name -> name.matches(
                                "(java|jdk|sun|org\\.penlb\\.(cli\\.logtools|logtools\\.collect|accesslog|config|system))\\..*"))
                .noneMatch(name -> name.startsWith("java.util.logging."));
    }
}
