package org.penlb.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code pen check}: what it says, and where, and how it ends. */
class CheckCommandTest {
    private static final String GOOD = """
            {"services": [{"name": "web", "listen": "tcp://0.0.0.0:80", "servers": ["no-such-host.invalid:80", null, "10.0.0.2:80"]}]}
            """;

    private static final String BAD = """
            {"services": [{"nmae": "web", "listen": "tcp://0.0.0.0:80", "servers": ["10.0.0:53"]}], "cluster": {"name": "pen"}}
            """;

    @TempDir
    Path folder;

    private final TypedCommand command = new TypedCommand(new CheckCommand());

    private String file(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.writeString(file, text);
        return file.toString();
    }

    @Test
    void a_good_one_is_counted_and_offline_names_are_not_looked_up() throws IOException {
        String file = file("web.json", GOOD);
        assertThat(command.execute("--offline", file)).isZero();
        assertThat(command.out).hasToString(file + ": ok: 1 service, 2 servers\n");
        assertThat(command.err.toString()).isEmpty();
    }

    @Test
    void a_server_that_is_the_listener_is_wrong_and_another_listener_is_told() throws IOException {
        String loop =
                file("loop.yaml", "services: [{name: a, listen: 'tcp://0.0.0.0:8080', servers: ['127.0.0.1:8080']}]");
        assertThat(command.execute(loop)).isEqualTo(1);
        assertThat(command.err)
                .hasToString(loop + ": server \"127.0.0.1\" is this Pen's own listener 0.0.0.0:8080"
                        + " (expected: the server's port, such as 127.0.0.1:80)\n");
        String chain = file("chain.yaml", """
                services:
                  - {name: a, listen: "tcp://0.0.0.0:8080", servers: ["127.0.0.1:8081"]}
                  - {name: b, listen: "tcp://127.0.0.1:8081", servers: ["192.0.2.1:80"]}
                """);
        command.err.getBuffer().setLength(0);
        assertThat(command.execute("--strict", "--offline", chain)).isZero();
        assertThat(command.err)
                .hasToString("note: " + chain
                        + ": service \"a\": server \"127.0.0.1:8081\" is the listener of service \"b\" of this Pen\n");
    }

    @Test
    void what_can_hardly_be_meant_is_told_and_no_error() throws IOException {
        String file = file("weight.yaml", """
                services:
                  - {name: a, listen: "tcp://127.0.0.1:1", servers: [{address: "127.0.0.1:2", weight: 0}], selection: weight}
                  - {name: b, listen: "tcp://127.0.0.1:3", servers: ["127.0.0.1:2"], selection: [weight, prio]}
                  - {name: d, listen: "tcp://127.0.0.1:6", servers: ["127.0.0.1:2", "127.0.0.1:5"], selection: weight}
                  - name: c
                    listen: "tcp://127.0.0.1:4"
                    servers: ["127.0.0.1:2", {address: "127.0.0.1:5", weight: 1}]
                    selection: weight
                """);
        assertThat(command.execute("--offline", file)).isZero();
        assertThat(command.err)
                .hasToString("warning: " + file
                        + ": a: servers are chosen by weight, and all have weight 0: none of them gets a client\n");
        assertThat(command.out.toString()).startsWith(file + ": ok: ");
        command.out.getBuffer().setLength(0);
        assertThat(command.execute("--offline", "--strict", file)).isEqualTo(1);
        assertThat(command.out.toString()).isEmpty();
    }

    @Test
    void the_addresses_of_a_good_one_stay_free() throws IOException {
        Path socket = folder.resolve("pen.sock");
        String file = file("unix.yaml", """
                services:
                  - {name: app, listen: "unix:%s", servers: ["unix:/run/app.sock"]}
                  - {name: dns, listen: "udp://127.0.0.1:0", protocol: dns, servers: ["127.0.0.1:5353"]}
                """.formatted(socket));
        assertThat(command.execute(file)).isZero();
        assertThat(command.out).hasToString(file + ": ok: 2 services, 2 servers\n");
        assertThat(socket).doesNotExist();
    }

    @Test
    void all_that_is_wrong_is_told_a_line_each() throws IOException {
        String file = file("web.json", BAD);
        assertThat(command.execute(file)).isEqualTo(1);
        assertThat(command.out.toString()).isEmpty();
        assertThat(command.err.toString()).isEqualTo("""
                FILE: services[0].nmae: unknown key (did you mean "name"?)
                FILE: services[0].servers[0]: "10.0.0:53" is not host:port ("10.0.0" is neither an address nor a name)
                FILE: cluster: does not say how the others are found (expected: exactly one of members, dnsName, multicast)
                """.replace("FILE", file));
    }

    @Test
    void an_error_of_syntax_has_line_and_column() throws IOException {
        String file = file("web.json", "{\n  \"services\": [}\n");
        assertThat(command.execute(file)).isEqualTo(1);
        assertThat(command.err.toString()).startsWith(file + ":2:16: ").hasLineCount(1);
    }

    @Test
    void every_file_is_checked() throws IOException {
        String bad = file("bad.json", BAD);
        String good = file("good.json", GOOD);
        assertThat(command.execute("--offline", bad, good)).isEqualTo(1);
        assertThat(command.out.toString()).startsWith(good + ": ok: ");
        assertThat(command.err.toString()).startsWith(bad + ": ").hasLineCount(3);
    }

    @Test
    void a_file_that_cannot_be_read_is_named() throws IOException {
        Path latin = folder.resolve("latin.json");
        Files.write(latin, "{\"ä\": 1}".getBytes(StandardCharsets.ISO_8859_1));
        String missing = folder.resolve("missing.json").toString();
        assertThat(command.execute(missing, folder.toString(), latin.toString()))
                .isEqualTo(1);
        assertThat(command.err.toString().lines()).hasSize(3).first().isEqualTo(missing + ": no such file");
        assertThat(command.err.toString())
                .contains(folder + ": ")
                .contains(latin + ": ")
                .doesNotContain("Exception");
    }

    @Test
    void a_token_is_never_shown() throws IOException {
        String file = file(
                "web.json",
                GOOD.strip().replaceFirst("}$", ", \"web\": {\"listen\": \"8880\", \"token\": \"hunter2\"}}"));
        assertThat(command.execute(file)).isEqualTo(1);
        assertThat(command.err.toString()).isEqualTo(file + ": web.token: 7 characters are not within 16 to 512\n");
    }

    @Test
    void an_instance_that_cannot_be_reached_is_told() throws IOException {
        secret("rw-r-----");
        String file = file("cluster.json", cluster("\"members\": [\"10.0.0.12\"], \"secretFile\": \"secret\""));
        assertThat(command.execute("--offline", file)).isZero();
        assertThat(command.err)
                .hasToString("warning: " + file
                        + ": cluster.listen: 127.0.0.1:5701 is not reached by instances on other machines\n");
    }

    @Test
    void the_secret_of_a_cluster_is_for_its_owner_and_never_shown() throws IOException {
        Path secret = secret("rw-r--r--");
        String file = file("cluster.json", cluster("\"members\": [\"10.0.0.12\"], \"secretFile\": \"secret\""));
        assertThat(command.execute(file)).isEqualTo(1);
        assertThat(command.err)
                .hasToString(file + ": cluster.secretFile: the file " + secret
                        + ": everybody may read or write it, its mode is rw-r--r-- (expected: chmod 600 or 640)\n");
    }

    @Test
    void keys_that_cannot_be_read_are_wrong() throws IOException {
        Files.writeString(folder.resolve("pen.crt"), "-----BEGIN CERTIFICATE-----\n");
        String file = file("cluster.json", cluster("""
                "members": ["127.0.0.2"], "tls": {"certificate": "pen.crt", "key": "pen.key", "authority": "ca.crt"}"""));
        assertThat(command.execute("--offline", file)).isEqualTo(1);
        assertThat(command.out.toString()).isEmpty();
        assertThat(command.err.toString()).isEqualTo("""
                FILE: cluster.tls.key: FOLDER/pen.key: no such file
                FILE: cluster.tls.authority: FOLDER/ca.crt: no such file
                """.replace("FILE", file).replace("FOLDER", folder.toString()));
    }

    private static String cluster(String keys) {
        return GOOD.strip().replaceFirst("}$", ", \"cluster\": {" + keys + "}}");
    }

    private Path secret(String mode) throws IOException {
        Path secret = Files.writeString(folder.resolve("secret"), "correct-horse-battery\n");
        return Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString(mode));
    }

    @Test
    void a_command_line_without_a_file_cannot_be_used() {
        assertThat(command.execute()).isEqualTo(2);
        assertThat(command.err.toString()).startsWith("pen check: Missing required parameter: 'FILE'");
    }

    @Test
    void help_tells_the_exit_codes() {
        assertThat(command.execute("--help")).isZero();
        assertThat(command.out.toString())
                .contains(
                        "Usage: pen check [--help] [--offline] [--strict] FILE...",
                        "Exit codes:",
                        "what is in it is on stdout");
    }
}
