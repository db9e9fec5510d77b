package org.penlb.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command {@code convert}: what it prints where, and how it ends. */
class ConvertCommandTest {
    private static final String PROXY = "listen a\n timeout connect 1s\n bind 127.0.0.1:80\n server b 10.0.0.1:80\n";

    @TempDir
    Path folder;

    private record Ended(int exit, String out, String err) {
        JsonObject service() {
            return new JsonObject(out).getJsonArray("services").getJsonObject(0);
        }
    }

    private static Ended convert(String... arguments) {
        var command = new TypedCommand(ConvertCommand.commandLine(arguments));
        int exit = command.execute(arguments);
        return new Ended(exit, command.out.toString(), command.err.toString());
    }

    private String file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text).toString();
    }

    @Test
    void a_command_line() {
        Ended ended = convert("-r", "-b", "10", "-O", "max 7", "80", "10.0.0.1", "10.0.0.2:8080:100");
        assertThat(ended.exit()).as(ended.err()).isEqualTo(2);
        ended = convert("-r", "-b", "10", "80", "10.0.0.1", "10.0.0.2:8080:100");
        assertThat(ended.err()).isEmpty();
        assertThat(ended.exit()).isZero();
        assertThat(ended.service()).isEqualTo(new JsonObject("""
                {"name": "pen", "listen": "tcp://0.0.0.0:80", "selection": "roundrobin", "blacklist": "10s",
                 "servers": ["10.0.0.1:80", {"address": "10.0.0.2:8080", "max": 100}]}"""));
    }

    @Test
    void files_of_a_command_line() throws IOException {
        String arguments = file("arguments", "-r\n# a comment\n8080\n");
        String commands = file("commands", "server 0 acl 1\nacl 1 permit 10.0.0.0 255.0.0.0\n");
        Ended ended = convert("-F", commands, "@" + arguments, "10.0.0.1");
        assertThat(ended.err()).isEmpty();
        assertThat(ended.service().getString("listen")).isEqualTo("tcp://0.0.0.0:8080");
        assertThat(ended.out()).contains("permit 10.0.0.0/8");
    }

    @Test
    void options_of_the_process_are_for_bin_pen() {
        String[] arguments = {"-u", "nobody", "-fp", "/run/pen.pid", "--grace=3", "80", "10.0.0.1"};
        Ended ended = convert(arguments);
        assertThat(ended.exit()).isZero();
        assertThat(ended.err().lines())
                .containsExactlyInAnyOrder(
                        "pen convert: not carried over: -u nobody (give it to bin/pen with the file)",
                        "pen convert: not carried over: -f (give it to bin/pen with the file)",
                        "pen convert: not carried over: -p /run/pen.pid (give it to bin/pen with the file)",
                        "pen convert: not carried over: --grace 3 (give it to bin/pen with the file)");
        assertThat(convert("--strict", "-f", "80", "10.0.0.1").exit()).isEqualTo(1);
        assertThat(convert("--strict", "80", "10.0.0.1").exit()).isZero();
    }

    @Test
    void a_bad_command_line() {
        assertThat(convert().exit()).isEqualTo(2);
        assertThat(convert("--nonsense").exit()).isEqualTo(2);
        assertThat(convert("-b", "soon", "80", "10.0.0.1").err())
                .startsWith("pen convert: ")
                .contains("'soon'");
        assertThat(convert("--from", "apache", "x").exit()).isEqualTo(2);
        assertThat(convert("--from", "nginx").err())
                .startsWith("pen convert: 0 files are named (expected: --from PROGRAM and one file)\n");
    }

    @Test
    void a_file_of_another_program() throws IOException {
        Ended ended = convert("--from", "haproxy", file("a.cfg", PROXY));
        assertThat(ended.err()).isEmpty();
        assertThat(ended.exit()).isZero();
        assertThat(ended.service().getString("name")).isEqualTo("a");
        String nginx = file("n.conf", "stream { server { listen 127.0.0.1:80; proxy_pass 10.0.0.1:80; } }");
        assertThat(convert("--from=nginx", nginx).service().getString("name")).isEqualTo("tcp-80");
    }

    @Test
    void what_is_left_out_is_listed() throws IOException {
        String file = file("a.cfg", PROXY + " retries 3\n");
        Ended ended = convert("--from", "haproxy", file);
        assertThat(ended.exit()).isZero();
        assertThat(ended.err())
                .isEqualTo(
                        file + ":5: retries 3: not carried over: Pen tries each server once, and then the next one\n");
        ended = convert("--from", "haproxy", file, "--strict");
        assertThat(ended.exit()).isEqualTo(1);
        assertThat(ended.out()).contains("\"services\"");
    }

    private static final String LOSSY = """
            global
              maxconn 90000
            defaults
              mode tcp
              timeout connect 1s
              timeout client 1m
              timeout server 1m
            frontend four
              bind :8443
              default_backend b
            frontend six
              bind :::8443 v6only
              default_backend b
            backend b
              retries 2
              server one 10.0.0.1:80 send-proxy
              server two fd@3
              server three 10.0.0.3:80 ssl verify none
              server four fd@4
              server five 10.0.0.5:80
            """;

    @Test
    void servers_that_are_missing_come_first_and_are_counted_at_the_end() throws IOException {
        String file = file("l.cfg", LOSSY);
        Ended ended = convert("--from", "haproxy", file);
        assertThat(ended.exit()).isEqualTo(1);
        assertThat(ended.err().lines())
                .containsExactly(
                        file
                                + ":17: server two fd@3: left out: Pen's servers have a host and a port, or a path"
                                + " (2 times, also in line 19)",
                        file + ":15: retries 2: not carried over: Pen tries each server once, and then the next one",
                        file
                                + ":2: maxconn 90000: carried over approximately: it is the limit of each service by itself",
                        "pen convert: " + file + ": 2 of 5 servers were left out (--lenient: exit code 0 anyway)");
        Ended lenient = convert("--from", "haproxy", "--lenient", file);
        assertThat(lenient.exit()).isZero();
        assertThat(lenient.out()).isEqualTo(ended.out());
        assertThat(lenient.err()).endsWith(": 2 of 5 servers were left out\n");
        assertThat(convert("--from", "haproxy", "--lenient", "--strict", file).exit())
                .isEqualTo(1);
    }

    @Test
    void what_is_printed_passes_a_check_whatever_the_limit_of_open_files() throws IOException {
        Path json = folder.resolve("l.json");
        Files.writeString(
                json, convert("--from", "haproxy", file("l.cfg", LOSSY)).out());
        var check = new TypedCommand(new CheckCommand());
        int exit = check.execute("--offline", json.toString());
        assertThat(exit).as(check.err.toString()).isZero();
        assertThat(Files.readString(json)).contains("\"v6only\" : true", "\"connectionsMax\" : 90000", "proxyProtocol");
    }

    @Test
    void a_certificate_that_is_not_here_takes_its_listener_along() throws IOException {
        String file = file("t.cfg", PROXY + " bind 127.0.0.1:81 ssl crt /nonexistent/one.pem\n");
        Ended ended = convert("--from", "haproxy", file);
        assertThat(ended.exit()).isEqualTo(1);
        assertThat(ended.err())
                .contains(":5: bind 127.0.0.1:81 ssl crt /nonexistent/one.pem: left out: ", "1 of 2 listeners");
        assertThat(ended.out()).doesNotContain("nonexistent");
    }

    @Test
    void files_that_are_included_are_read() throws IOException {
        Files.createDirectory(folder.resolve("streams"));
        Files.writeString(
                folder.resolve("streams/a.conf"), "server { listen 127.0.0.1:81; proxy_pass 10.0.0.1:80; odd; }\n");
        String file = file("n.conf", "stream { include streams/*.conf; include missing.conf; }");
        Ended ended = convert("--from", "nginx", file);
        assertThat(ended.service().getString("listen")).isEqualTo("tcp://127.0.0.1:81");
        assertThat(ended.err())
                .contains(
                        file + ":1: include missing.conf: left out: no such file is here",
                        folder.resolve("streams/a.conf") + ":1: odd: not carried over: ");
        assertThat(ended.exit()).isEqualTo(1);
    }

    @Test
    void how_many_event_loops_were_said_is_written_on_every_machine() throws IOException {
        int here = Runtime.getRuntime().availableProcessors();
        String file = file("e.cfg", "global\n nbthread " + here + "\n" + PROXY);
        assertThat(new JsonObject(convert("--from", "haproxy", file).out()).getInteger("eventLoops"))
                .isEqualTo(here);
        assertThat(new JsonObject(convert("--event-loops", "" + here, "80", "10.0.0.1")
                                .out())
                        .getInteger("eventLoops"))
                .isEqualTo(here);
    }

    @Test
    void files_that_are_none() throws IOException {
        assertThat(convert("--from", "nginx", "/nonexistent"))
                .isEqualTo(new Ended(1, "", "pen convert: /nonexistent: no such file\n"));
        String binary = file("binary", "a;\n\0");
        assertThat(convert("--from", "nginx", binary))
                .isEqualTo(new Ended(1, "", "pen convert: " + binary + ":2: is not text\n"));
        String large = file("large", "#".repeat(9 << 20));
        assertThat(convert("--from", "nginx", large).exit()).isEqualTo(1);
        assertThat(convert("--from", "nginx", folder.toString()).exit()).isEqualTo(1);
        String broken = file("broken", "stream {\n");
        assertThat(convert("--from", "nginx", broken).err())
                .isEqualTo("pen convert: " + broken
                        + ":2: unexpected end of file, expecting \"}\" for the \"{\" in line 1\n");
        String http = file("http", "http { }\n");
        assertThat(convert("--from", "nginx", http))
                .isEqualTo(new Ended(
                        1,
                        "",
                        http + ":1: http {}: not carried over: Pen balances connections and datagrams, not requests of"
                                + " HTTP\npen convert: " + http + ": there is nothing in it to carry over\n"));
    }

    @Test
    void help() {
        assertThat(convert("--help").exit()).isZero();
        assertThat(convert("--help").out()).contains("pen convert [--strict|--lenient] --from haproxy|nginx FILE");
        assertThat(convert("-r", "--help").out()).contains("pen convert [--strict] PEN-ARGUMENTS...");
    }
}
