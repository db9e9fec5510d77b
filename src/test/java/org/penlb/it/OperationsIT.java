package org.penlb.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
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

/** What operators do with a running pen, done with Debian's penctl. */
@Timeout(120)
class OperationsIT {
    @TempDir
    Path folder;

    @BeforeAll
    static void there_is_a_penctl() {
        Program.find("penctl", "pen");
    }

    @Test
    void blacklisting_all_and_whitelisting_one_leaves_that_one() throws IOException, InterruptedException {
        try (var s0 = new EchoServer("s0");
                var s1 = new EchoServer("s1");
                var s2 = new EchoServer("s2");
                var pen = CommandedPen.here(List.of("-r"), List.of(s0.address(), s1.address(), s2.address()))) {
            for (int i = 0; i < 3; i++) {
                assertThat(pen.say("server " + i + " blacklist 30")).isEmpty();
            }
            assertThat(pen.visit()).isEmpty();
            pen.say("server 1 blacklist 0");
            for (int i = 0; i < 4; i++) {
                assertThat(pen.visit()).isEqualTo("s1");
            }
            assertThat(pen.say("explain 127.0.0.1")).endsWith("-> server 1 " + s1.address() + "\n");
        }
    }

    @Test
    void emergency_and_abuse_servers_take_who_is_left() throws IOException, InterruptedException {
        try (var s0 = new EchoServer("s0");
                var last = new EchoServer("last");
                var abuse = new EchoServer("abuse");
                var pen = CommandedPen.here(
                        List.of("-e", last.address(), "-B", abuse.address(), "-O", "client_acl 1"),
                        List.of(s0.address()))) {
            assertThat(pen.visit()).isEqualTo("s0");
            pen.say("server 0 blacklist 30");
            assertThat(pen.visit()).isEqualTo("last");
            pen.say("acl 1 deny 127.0.0.1");
            assertThat(pen.visit()).isEqualTo("abuse");
            assertThat(pen.say("explain 127.0.0.1"))
                    .contains("the client access list denies 127.0.0.1")
                    .endsWith("-> abuse server " + abuse.address() + "\n");
            pen.say("no acl 1");
            pen.say("server 0 blacklist 0");
            assertThat(pen.visit()).isEqualTo("s0");
        }
    }

    @Test
    void an_access_list_on_a_server_sends_its_clients_to_another() throws IOException, InterruptedException {
        try (var s0 = new EchoServer("s0");
                var s1 = new EchoServer("s1");
                var pen = CommandedPen.here(List.of("-r"), List.of(s0.address(), s1.address()))) {
            pen.say("acl 2 deny 127.0.0.1");
            pen.say("server 0 acl 2");
            for (int i = 0; i < 3; i++) {
                assertThat(pen.visit()).isEqualTo("s1");
            }
            pen.say("server 1 acl 2");
            assertThat(pen.visit()).isEmpty();
            assertThat(pen.say("explain 127.0.0.1"))
                    .contains("server 0 (" + s0.address() + ") does not take this address")
                    .endsWith("-> nobody: the connection is closed\n");
        }
    }

    @Test
    void hup_reads_the_file_again_as_a_whole() throws IOException, InterruptedException {
        Path file = folder.resolve("pen.cfg");
        Files.writeString(file, "# servers come later\nblacklist 7\n");
        try (var s0 = new EchoServer("s0");
                var s1 = new EchoServer("s1");
                var pen = ControlledPen.start(List.of("-F", file.toString()), List.of(s0.address()))) {
            assertThat(pen.say("blacklist")).isEqualTo("7\n");
            assertThat(pen.visit()).isEqualTo("s0");

            Files.writeString(file, "blacklist 8\nserver 0 address " + s1.address() + "\n");
            pen.process.signal("HUP");
            pen.process.awaitSaid("HUP: everything is read again");
            assertThat(pen.say("blacklist")).isEqualTo("8\n");
            assertThat(pen.visit()).isEqualTo("s1");

            Files.writeString(file, "blacklist 9\nserver 0 address " + s0.address() + "\nserver 0 colour red\n");
            pen.process.signal("HUP");
            pen.process.awaitSaid(
                    "HUP: nothing is applied: " + file + ":3: \"server 0 colour red\": \"colour\" is not acl, address");
            assertThat(pen.say("blacklist")).isEqualTo("8\n");
            assertThat(pen.visit()).isEqualTo("s1");
        }
    }

    @Test
    void a_written_configuration_is_read_back_byte_by_byte() throws IOException, InterruptedException {
        Path one = folder.resolve("one.cfg");
        Path two = folder.resolve("two.cfg");
        try (var s0 = new EchoServer("s0")) {
            try (var pen = CommandedPen.here(List.of("-hs"), List.of(s0.address() + ":5:6:7:8", s0.address()))) {
                pen.say("acl 3 permit 10.0.0.0 255.0.0.0");
                pen.say("acl 3 deny fe80::/10");
                pen.say("server 1 drain");
                pen.say("server 4 address ::1 port 99 acl 3");
                pen.say("source 127.0.0.1");
                assertThat(pen.say("write " + one)).isEmpty();
            }
            String name = "listens on 127.0.0.1:0";
            assertThat(one).content().contains(name, "acl 3 deny fe80::/10", "server 4 acl 3 address ::1 port 99");
            try (var pen = CommandedPen.here(List.of("-F", one.toString()), List.of(s0.address()))) {
                pen.say("write " + two);
                assertThat(two).hasSameTextualContentAs(one);
                pen.say("write");
                assertThat(one).hasSameTextualContentAs(two);
            }
        }
    }

    @Test
    void a_connection_is_shown_and_closed() throws IOException, InterruptedException {
        try (var s0 = new EchoServer("s0");
                var pen = CommandedPen.here(List.of(), List.of(s0.address()));
                Socket open = Visitor.connect("127.0.0.1", pen.address())) {
            assertThat(Visitor.nameFrom(open)).isEqualTo("s0");
            String shown = pen.say("connection 0");
            assertThat(shown).contains("state = 2", "client = 0, server = 0");
            String descriptor = shown.replaceAll("(?s).*downfd = (\\d+),.*", "$1");
            assertThat(pen.say("socket " + descriptor))
                    .isEqualTo("Socket " + descriptor + " belongs to connection 0\n");
            pen.say("close 0");
            assertThatThrownBy(() -> open.getInputStream().read())
                    .isInstanceOf(SocketException.class)
                    .hasMessageContaining("reset");
            Await.until("nothing is counted any more", () -> pen.says("servers", " conn 0 "));
        }
    }

    @Test
    void status_goes_to_its_file() throws IOException, InterruptedException {
        Path page = folder.resolve("status.html");
        try (var s0 = new EchoServer("s0");
                var pen = ControlledPen.start(List.of("-w", page.toString()), List.of(s0.address()))) {
            pen.visit();
            String reply = pen.say("status");
            assertThat(page).hasContent(reply.strip());
            assertThat(reply)
                    .contains("<h1>Pen status page</h1>", "<h2>Active clients</h2>", "<h2>Active connections</h2>")
                    .contains("<td>" + s0.port() + "</td>", "<td>127.0.0.1</td>");
            Files.delete(page);
            pen.process.signal("USR1");
            Await.until("USR1 writes it too", () -> Files.exists(page));

            assertThat(pen.say("web_stats /nonexistent/status.html")).isEqualTo("/nonexistent/status.html\n");
            assertThat(pen.say("status")).isEqualTo("web_stats \"/nonexistent/status.html\": no such directory\n");
            pen.say("no web_stats");
            pen.process.signal("USR1");
            pen.process.awaitSaid("server 0 " + s0.address() + " up, 0 connections");
        }
    }

    @Test
    void term_lets_open_connections_end_in_their_own_time() throws Exception {
        try (var s0 = new EchoServer("s0");
                var pen = ControlledPen.start(List.of("--grace", "60"), List.of(s0.address()))) {
            int port = pen.address().getPort();
            try (Socket open = Visitor.connect("127.0.0.1", pen.address())) {
                assertThat(Visitor.nameFrom(open)).isEqualTo("s0");
                pen.process.signal("TERM");
                Await.until("nobody listens any more", () -> Ports.listeners(port) == 0);
                assertThat(Visitor.echoes(open)).isTrue();
            }
            assertThat(pen.process.awaitEnd()).isZero();
        }
    }

    @Test
    void a_second_term_does_not_wait() throws Exception {
        try (var s0 = new EchoServer("s0");
                var pen = ControlledPen.start(List.of("--grace", "600"), List.of(s0.address()));
                Socket open = Visitor.connect("127.0.0.1", pen.address())) {
            assertThat(Visitor.nameFrom(open)).isEqualTo("s0");
            int port = pen.address().getPort();
            pen.process.signal("TERM");
            Await.until("nobody listens any more", () -> Ports.listeners(port) == 0);
            pen.process.signal("TERM");
            assertThat(pen.process.awaitEnd()).isZero();
        }
    }

    @Test
    void dumps_show_what_passes() throws Exception {
        try (var s0 = new EchoServer("s0");
                var pen = ControlledPen.start(List.of("-ddda"), List.of(s0.address()));
                Socket open = Visitor.connect("127.0.0.1", pen.address())) {
            assertThat(Visitor.nameFrom(open)).isEqualTo("s0");
            open.getOutputStream().write("a question\n".getBytes(StandardCharsets.US_ASCII));
            pen.process.awaitSaid("client 127.0.0.1 sent 11 bytes");
            pen.process.awaitSaid("a question");
            pen.process.awaitSaid("server 127.0.0.1 sent 3 bytes");
            pen.say("debug 0");
            pen.say("no ascii");
            assertThat(pen.say("debug")).isEqualTo("0\n");
        }
    }

    @Test
    void exit_ends_the_program_if_it_may() throws IOException, InterruptedException {
        try (var s0 = new EchoServer("s0");
                var pen = ControlledPen.start(List.of("-X"), List.of(s0.address()))) {
            assertThat(pen.say("exit")).isEmpty();
            assertThat(pen.process.awaitEnd()).isZero();
        }
    }
}
