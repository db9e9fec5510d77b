package org.penlb.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.penlb.system.Privileges;
import org.penlb.testing.Await;
import org.penlb.testing.EchoServer;
import org.penlb.testing.PenProcess;
import org.penlb.testing.Ports;
import org.penlb.testing.Visitor;

/** What operators do with a pen that lives in a jail as somebody else. */
@Timeout(120)
class JailedOperationsIT {
    @TempDir
    Path jail;

    @BeforeEach
    void be_root() throws IOException {
        assumeThat(Privileges.isRoot())
                .as("only root can change root directory and user")
                .isTrue();
        Files.setPosixFilePermissions(jail, PosixFilePermissions.fromString("rwxrwxrwx"));
    }

    @Test
    void everything_works_inside() throws Exception {
        int control = Ports.free();
        var penctl = new Penctl("127.0.0.1:" + control);
        // The file is read outside of the jail first, and inside on HUP: the same name is the same file only here.
        Path commands = Files.writeString(jail.resolve("pen.cfg"), "blacklist 7\n");
        Path inside = Files.createDirectories(jail.resolve(jail.toString().substring(1)));
        try (var s0 = new EchoServer("s0");
                var s1 = new EchoServer("s1");
                PenProcess pen = PenProcess.start(
                        List.of(),
                        List.of(
                                "-u",
                                "nobody",
                                "-j",
                                jail.toString(),
                                "-C",
                                "127.0.0.1:" + control,
                                "-l",
                                "/pen.log",
                                "-w",
                                "/status.html",
                                "-F",
                                commands.toString(),
                                "-X"),
                        List.of(s0.address()))) {
            ask(pen.address(), "one"); // who is served comes when everything is open
            assertThat(penctl.say("blacklist")).isEqualTo("7\n");
            Await.until("it is logged", () -> content("pen.log").endsWith(" one\n"));

            Files.writeString(inside.resolve("pen.cfg"), "blacklist 8\nserver 1 address " + s1.address() + "\n");
            Files.move(jail.resolve("pen.log"), jail.resolve("pen.log.1"));
            pen.signal("HUP");
            pen.awaitSaid("HUP: everything is read again");
            assertThat(penctl.say("blacklist")).isEqualTo("8\n");
            ask(pen.address(), "two");
            Await.until("the new log has it", () -> content("pen.log").endsWith(" two\n"));
            assertThat(content("pen.log.1")).doesNotContain("two");

            assertThat(penctl.say("server 0 drain")).isEmpty();
            assertThat(Visitor.visit("127.0.0.1", pen.address())).isEqualTo("s1");
            assertThat(penctl.say("explain 127.0.0.9")).endsWith("-> server 1 " + s1.address() + "\n");
            assertThat(penctl.say("status")).isEqualTo(content("status.html"));
            assertThat(penctl.say("write /written.cfg")).isEmpty();
            assertThat(content("written.cfg")).contains("blacklist 8");
            int elsewhere = Ports.free();
            assertThat(penctl.say("listen 127.0.0.1:" + elsewhere)).isEqualTo("127.0.0.1:" + elsewhere + "\n");
            var moved = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), elsewhere);
            assertThat(Visitor.visit("127.0.0.1", moved)).isEqualTo("s1");
            assertThat(penctl.say("help")).contains("explain IP");
            pen.signal("USR1");
            assertThat(penctl.say("exit")).isEmpty();
            assertThat(pen.awaitEnd()).isZero();
            assertThat(pen.said()).noneMatch(line -> line.contains("Exception") || line.contains("Error"));
        }
    }

    @Test
    void its_configuration_is_watched_inside() throws Exception {
        Path inside = Files.createDirectories(jail.resolve(jail.toString().substring(1)));
        Path output = jail.resolve("output");
        int port = Ports.free();
        try (var s0 = new EchoServer("s0");
                var s1 = new EchoServer("s1")) {
            Path file = Files.writeString(jail.resolve("pen.json"), configuration(port, s0));
            Files.writeString(inside.resolve("pen.json"), configuration(port, s0));
            Process pen = new ProcessBuilder(PenProcess.command(
                            List.of(),
                            List.of("-f", "-u", "nobody", "-j", jail.toString(), "--config", file.toString())))
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            try {
                Await.until("s0 serves", () -> visit(port).equals("s0"));
                Files.writeString(inside.resolve("pen.json"), configuration(port, s1));
                Await.until("s1 serves", () -> visit(port).equals("s1"));
                assertThat(content("output")).doesNotContain("Exception", "Error");
            } finally {
                pen.destroyForcibly().waitFor();
            }
        }
    }

    private static String configuration(int port, EchoServer server) {
        return """
                {"services": [{"name": "web", "listen": "127.0.0.1:%d", "servers": ["%s"]}]}
                """.formatted(port, server.address());
    }

    private static String visit(int port) {
        try {
            return Visitor.visit("127.0.0.1", new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port));
        } catch (IOException _) {
            return "nobody";
        }
    }

    /** The user that Pen becomes may not remove what root has made. */
    @Test
    void a_control_socket_that_stays_behind_costs_no_line_of_the_log() throws Exception {
        Path folderOfRoot = Files.createDirectory(
                jail.resolve("root"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        Path control = folderOfRoot.resolve("pen.ctl");
        Path log = jail.resolve("pen.log");
        try (var s0 = new EchoServer("s0");
                PenProcess pen = PenProcess.start(
                        List.of(),
                        List.of("-u", "nobody", "-C", control.toString(), "-l", log.toString()),
                        List.of(s0.address()))) {
            for (int i = 0; i < 50; i++) {
                ask(pen.address(), "request " + i);
            }
            assertThat(pen.terminate()).isZero();
            assertThat(content("pen.log").lines()).hasSize(50);
            pen.awaitSaid(control + " stays behind");
            assertThat(pen.said()).noneMatch(line -> line.contains("SEVERE"));
        }
        try (var s0 = new EchoServer("s0");
                PenProcess pen = PenProcess.start(
                        List.of(), List.of("-u", "root", "-C", control.toString()), List.of(s0.address()))) {
            ask(pen.address(), "who is served comes when everything is open");
            assertThat(pen.terminate()).isZero();
            assertThat(control).doesNotExist();
        }
    }

    private String content(String file) {
        try {
            return Files.readString(jail.resolve(file));
        } catch (IOException _) {
            return "";
        }
    }

    private static void ask(InetSocketAddress pen, String request) throws IOException {
        try (Socket client = Visitor.connect("127.0.0.1", pen)) {
            Visitor.nameFrom(client);
            client.getOutputStream().write((request + "\n").getBytes(StandardCharsets.US_ASCII));
            client.getInputStream().readNBytes(request.length() + 1);
        }
    }
}
