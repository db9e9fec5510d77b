package org.penlb.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.penlb.cli.command.Arguments;
import org.penlb.cli.command.PenCommand;
import org.penlb.config.PenConfig;
import org.penlb.config.Protocol;
import org.penlb.config.Selection;
import org.penlb.config.ServiceConfig;

/** What command lines mean, and what is said about those that mean nothing. */
class CommandLineTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden/command-line.txt");
    private static final Pattern WORD = Pattern.compile("'([^']*)'|(\\S+)");

    /** One entry of the golden file. */
    record Example(List<String> arguments, int exit, List<String> said) {
        static Example of(String block) {
            List<String> lines = block.lines().toList();
            return new Example(
                    words(lines.getFirst().substring("$ pen".length())),
                    Integer.parseInt(lines.get(1)),
                    lines.subList(2, lines.size()));
        }
    }

    private static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        for (Matcher word = WORD.matcher(text); word.find(); ) {
            words.add(word.group(1) == null ? word.group(2) : word.group(1));
        }
        return words;
    }

    static Stream<Example> examples() throws IOException {
        return Arrays.stream(Files.readString(GOLDEN).split("\n\n"))
                .filter(block -> block.startsWith("$ pen"))
                .map(Example::of);
    }

    @ParameterizedTest
    @MethodSource("examples")
    void says_what_is_wrong(Example example) {
        var said = new StringWriter();
        int exit = Arguments.commandLine(new PenCommand())
                .setErr(new PrintWriter(said, true))
                .execute(example.arguments().toArray(String[]::new));
        List<String> expected = new ArrayList<>(example.said());
        List<String> lines = said.toString()
                .lines()
                .map(line ->
                        line.replaceAll("limit of \\d+ files allows \\d+", "limit of FILES files allows CONNECTIONS"))
                .toList();
        if (exit == 2) {
            expected.add("Usage: pen [options] [host:]port|/path/to/socket server [server...]");
            expected.add("Try 'pen --help' for the options.");
        }
        assertThat(lines).isEqualTo(expected);
        assertThat(exit).isEqualTo(example.exit());
    }

    private static ServiceConfig service(String... arguments) {
        return PenCommand.parse(arguments).services().getFirst();
    }

    @Test
    void options_may_be_clustered_and_have_their_value_attached() {
        ServiceConfig service = service("-rsx500", "-t3", "-ddf", "8080", "www1");
        assertThat(service.selection().has(Selection.Flag.ROUNDROBIN)).isTrue();
        assertThat(service.selection().has(Selection.Flag.STUBBORN)).isTrue();
        assertThat(service.connectionsMax()).isEqualTo(500);
        assertThat(service.stream().connectTimeout()).hasSeconds(3);
    }

    @Test
    void options_set_what_they_say() {
        ServiceConfig service = service(
                "-WhN",
                "-b",
                "7",
                "-c",
                "9",
                "-T",
                "60",
                "-m",
                "5",
                "-q",
                "77",
                "-e",
                "sorry:81",
                "-B",
                "abuse:82",
                "-O",
                "prio",
                "-o",
                "keepalive",
                "smtp",
                "mail1",
                "[::1]:26:1:2:3:4");
        assertThat(service.selection().flags())
                .containsExactlyInAnyOrder(
                        Selection.Flag.WEIGHT, Selection.Flag.HASH, Selection.Flag.UNTRACKED, Selection.Flag.PRIO);
        assertThat(service.blacklist()).hasSeconds(7);
        assertThat(service.clientsMax()).isEqualTo(9);
        assertThat(service.tracking()).hasSeconds(60);
        assertThat(service.stream().multiAccept()).isEqualTo(5);
        assertThat(service.stream().backlog()).isEqualTo(77);
        assertThat(service.stream().keepAlive()).isTrue();
        assertThat(service.listen()).hasToString("0.0.0.0:25");
        assertThat(service.servers())
                .extracting(server -> server.address().toString())
                .containsExactly("mail1:25", "[::1]:26");
        assertThat(service.emergency())
                .extracting(server -> server.address().toString())
                .isEqualTo("sorry:81");
        assertThat(service.abuse())
                .extracting(server -> server.address().toString())
                .isEqualTo("abuse:82");
    }

    @Test
    void the_defaults_are_pens_but_for_the_connection_limit() {
        PenConfig config = PenCommand.parse("8080", "www1");
        ServiceConfig service = config.services().getFirst();
        assertThat(service.selection()).isEqualTo(Selection.DEFAULT);
        assertThat(service.blacklist()).hasSeconds(30);
        assertThat(service.clientsMax()).isEqualTo(2048);
        assertThat(service.tracking()).isZero();
        assertThat(service.stream().connectTimeout()).hasSeconds(5);
        assertThat(service.stream().noDelay()).isTrue();
        assertThat(config.eventLoops()).isEqualTo(Runtime.getRuntime().availableProcessors());
    }

    @Test
    void udp_is_an_option_and_dns_a_command() {
        assertThat(service("8080", "www1").protocol()).isEqualTo(Protocol.STREAM);
        ServiceConfig udp = service("-Ur", "53", "ns1");
        assertThat(udp.protocol()).isEqualTo(Protocol.UDP);
        assertThat(udp.selection().has(Selection.Flag.ROUNDROBIN)).isTrue();
        ServiceConfig dns = service("-O", "dns", "53", "ns1");
        assertThat(dns.protocol()).isEqualTo(Protocol.DNS);
        assertThat(dns.selection().picker()).isEqualTo(Selection.Flag.LEAST);
        assertThat(service("-U", "-O", "dns", "53", "ns1").protocol()).isEqualTo(Protocol.DNS);
        assertThat(service("-r", "-O", "dns", "53", "ns1").selection().picker()).isNotEqualTo(Selection.Flag.LEAST);
        assertThat(service("-O", "dns", "-O", "first", "53", "ns1").selection().tracked())
                .isFalse();
    }

    @Test
    void a_file_of_commands_may_say_dns(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("pen.cfg"), "no rescue\ndns\nno least\n");
        ServiceConfig service = service("-F", file.toString(), "53", "ns1");
        assertThat(service.protocol()).isEqualTo(Protocol.DNS);
        assertThat(service.dns().rescue()).isFalse();
        assertThat(service.selection()).isEqualTo(Selection.DEFAULT);
    }

    @Test
    void more_sessions_than_connections_fit_into_the_open_files() {
        int connections = service("53", "ns1").connectionsMax();
        assertThat(service("-O", "dns", "53", "ns1").connectionsMax()).isEqualTo(connections);
        int sessions = service("-U", "53", "ns1").connectionsMax();
        assertThat(sessions).isGreaterThan(connections);
        assertThat(service("-U", "-x", String.valueOf(sessions), "53", "ns1").connectionsMax())
                .isEqualTo(sessions);
        assertThat(service("-U", "-O", "conn_max 7", "53", "ns1").connectionsMax())
                .isEqualTo(7);
    }

    @Test
    void a_bare_control_port_is_one_of_loopback() {
        assertThat(PenCommand.parse("-u", "root", "-C", "10080", "80", "www1")
                        .control()
                        .listen())
                .hasToString("127.0.0.1:10080");
        assertThat(PenCommand.parse("-u", "root", "-C", "0.0.0.0:10080", "80", "www1")
                        .control()
                        .listen())
                .hasToString("0.0.0.0:10080");
    }

    @Test
    void names_of_files_mean_the_folder_where_it_was_started_unless_they_are_a_jails() {
        String here = Path.of("").toAbsolutePath().toString();
        assertThat(service("-l", "pen.log", "-w", "pen.html", "80", "www1").log())
                .isEqualTo(here + "/pen.log");
        assertThat(service("-O", "web_stats pen.html", "80", "www1").statusFile())
                .isEqualTo(here + "/pen.html");
        assertThat(PenCommand.parse("--geoip", "geo.mmdb", "80", "www1").geoip())
                .isEqualTo(Path.of(here, "geo.mmdb"));
        assertThat(service("-l", "logs:9000", "80", "www1").log()).isEqualTo("logs:9000");
        assertThat(service("-f", "-l", "pen.log", "80", "www1").log()).isEqualTo("pen.log");
        assertThat(service("-j", "/jail", "-l", "pen.log", "80", "www1").log()).isEqualTo("pen.log");
    }

    @Test
    void help_names_every_option_that_works() {
        var said = new StringWriter();
        int exit = Arguments.commandLine(new PenCommand())
                .setOut(new PrintWriter(said, true))
                .execute("--help");
        assertThat(exit).isZero();
        assertThat(said.toString())
                .contains(
                        "-B",
                        "-b",
                        "-c",
                        "-e",
                        "-f",
                        "-h",
                        "-j",
                        "-m",
                        "-N",
                        "-O, -o",
                        "-p",
                        "-q",
                        "-r",
                        "-s",
                        "-T",
                        "-t",
                        "-U",
                        "-u",
                        "-W",
                        "-x",
                        "--relay",
                        "--event-loops",
                        "--geoip",
                        "--grace",
                        "--syslog-facility",
                        "Exit codes");
    }
}
