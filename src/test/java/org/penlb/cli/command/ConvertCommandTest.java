package org.penlb.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
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
        var out = new StringWriter();
        var err = new StringWriter();
        int exit = ConvertCommand.commandLine(arguments)
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
        return new Ended(exit, out.toString(), err.toString());
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
        assertThat(convert("--help").out()).contains("pen convert [--strict] --from haproxy|nginx FILE");
        assertThat(convert("-r", "--help").out()).contains("pen convert [--strict] PEN-ARGUMENTS...");
    }
}
