package org.penlb.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.penlb.testing.Await;
import org.penlb.testing.Ports;

/** bin/penctl as a user starts it, at the control port of Debian's pen and beside Debian's penctl. */
@Timeout(120)
class PenctlIT {
    private static final String OURS =
            Path.of(System.getProperty("pen.home", "."), "bin/penctl").toString();
    private static final Pattern CLASS = Pattern.compile("\\] (\\S+) source: ");

    @TempDir
    Path folder;

    private final List<Process> started = new ArrayList<>();
    private OraclePen pen;

    /** What a program printed, and its exit code. */
    record Run(int exit, String out) {}

    @BeforeEach
    void start() {
        OraclePen.assumeInstalled();
        pen = OraclePen.start(List.of("-r"), List.of("127.0.0.1:1", "127.0.0.1:2:10:12"));
    }

    @AfterEach
    void end() {
        started.forEach(Process::destroyForcibly);
        if (pen != null) {
            pen.close();
        }
    }

    private static String debians() {
        return Program.find("penctl", "pen");
    }

    private ProcessBuilder builder(String... command) {
        var builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("PEN_AOT", "off");
        builder.environment().put("XDG_STATE_HOME", folder.resolve("state").toString());
        builder.environment().put("TERM", "xterm");
        return builder;
    }

    private Process start(ProcessBuilder builder) throws IOException {
        Process process = builder.start();
        started.add(process);
        return process;
    }

    private Run run(ProcessBuilder builder, String in) throws IOException, InterruptedException {
        Process process = start(builder);
        try (OutputStream keys = process.getOutputStream()) {
            keys.write(in.getBytes(StandardCharsets.UTF_8));
        }
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(Await.LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
        return new Run(process.exitValue(), out);
    }

    private Run run(String program, String address, String command) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of(program, address));
        words.addAll(List.of(command.split(" ")));
        return run(builder(words.toArray(String[]::new)), "");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "servers",
                "mode",
                "status",
                "pid",
                "blacklist",
                "blacklist 17",
                "timeout",
                "tracking",
                "idle_timeout",
                "clients_max",
                "recent",
                "control",
                "connection 0",
                "close 9999",
                "exit",
                "listen",
                "server 0 max 7",
                "acl 1 permit 10.0.0.0 255.0.0.0",
                "no acl 1",
                "xyz",
            })
    void prints_what_debians_prints(String command) throws IOException, InterruptedException {
        Run expected = run(debians(), pen.controlAddress(), command);
        assertThat(expected.exit()).isZero();
        assertThat(here(command)).isEqualTo(expected);
        // What it changed is the same, too.
        assertThat(here("servers")).isEqualTo(run(debians(), pen.controlAddress(), "servers"));
    }

    /** Ours in this process, which is what bin/penctl starts. */
    private Run here(String command) {
        List<String> words = new ArrayList<>(List.of(pen.controlAddress()));
        words.addAll(List.of(command.split(" ")));
        var run = org.penlb.cli.penctl.Run.of(words.toArray(String[]::new));
        return new Run(run.exit(), run.out());
    }

    @ParameterizedTest
    @ValueSource(strings = {"servers", "status", "server 0 max 7", "xyz"})
    void the_script_prints_what_debians_prints(String command) throws IOException, InterruptedException {
        Run expected = run(debians(), pen.controlAddress(), command);
        assertThat(expected.exit()).isZero();
        assertThat(run(OURS, pen.controlAddress(), command)).isEqualTo(expected);
        assertThat(run(OURS, pen.controlAddress(), "servers"))
                .isEqualTo(run(debians(), pen.controlAddress(), "servers"));
    }

    @Test
    void fails_where_debians_fails() throws IOException, InterruptedException {
        String nobody = "127.0.0.1:" + Ports.free();
        for (String address : List.of(nobody, "no-such-host.invalid:1", "/no/such/socket")) {
            assertThat(run(OURS, address, "pid")).isEqualTo(new Run(1, ""));
            assertThat(run(debians(), address, "pid")).isEqualTo(new Run(1, ""));
        }
    }

    @Test
    void a_file_of_commands_on_stdin() throws IOException, InterruptedException {
        Run run = run(builder(OURS, pen.controlAddress()), "# limits\nserver 0 max 5\nserver 1 max 6\n\nmode\n");
        assertThat(run).isEqualTo(run(OURS, pen.controlAddress(), "mode"));
        assertThat(run(OURS, pen.controlAddress(), "servers").out()).contains(" max 5 ", " max 6 ");
    }

    @Test
    void a_closed_stdin_is_an_empty_one() throws IOException, InterruptedException {
        ProcessBuilder builder = builder("/bin/sh", "-c", "exec \"$0\" \"$1\" <&-", OURS, pen.controlAddress());
        assertThat(run(builder, "")).isEqualTo(new Run(0, ""));
    }

    /** As cron starts it. pen repeats what it does not know. */
    @Test
    void words_outside_of_ascii_in_an_environment_without_a_locale() throws IOException, InterruptedException {
        // Byte by byte: the tests themselves may be run without a locale, and then cannot pass it on.
        String word = "\"$(printf 'gr\\303\\266\\303\\237e')\"";
        ProcessBuilder builder = builder("/bin/sh", "-c", "exec \"$0\" \"$1\" " + word, OURS, pen.controlAddress());
        builder.environment().keySet().removeIf(name -> name.startsWith("LC_") || name.equals("LANG"));
        assertThat(run(builder, "").out()).isEqualTo("do_cmd: ignoring command starting with 'gr\u00f6\u00dfe'\n");
    }

    @Test
    void every_address_of_a_name_is_tried() throws IOException, InterruptedException {
        Path hosts = Files.writeString(folder.resolve("hosts"), "127.0.0.2 two.test\n127.0.0.1 two.test\n");
        String port = pen.controlAddress().substring("127.0.0.1:".length());
        ProcessBuilder builder = builder(OURS, "two.test:" + port, "blacklist");
        builder.environment().put("PEN_JAVA_OPTS", "-Djdk.net.hosts.file=" + hosts);
        assertThat(run(builder, "")).isEqualTo(new Run(0, "30\n"));
    }

    /** Each class takes its part of a millisecond; a library's start takes hundreds of them. */
    @Test
    void a_single_command_loads_no_library() throws IOException, InterruptedException {
        Path log = folder.resolve("classes.log");
        ProcessBuilder builder = builder(OURS, pen.controlAddress(), "blacklist");
        builder.environment().put("PEN_JAVA_OPTS", "-Xlog:class+load=info:file=" + log);
        assertThat(run(builder, "")).isEqualTo(new Run(0, "30\n"));

        List<String> loaded = CLASS.matcher(Files.readString(log))
                .results()
                .map(found -> found.group(1))
                .toList();
        assertThat(loaded).contains("org.penlb.cli.penctl.ControlPort");
        assertThat(loaded)
                .allMatch(name -> name.matches("(java|jdk|sun|org\\.penlb\\.(cli\\.penctl|config|system))\\..*"))
                .noneMatch(name -> name.startsWith("java.util.logging."));
    }

    /** Whichever shell is the user's makes way: one that stays, as dash does, ends for a Ctrl-C of its own. */
    private ProcessBuilder atTerminal(String command) {
        ProcessBuilder script = builder(Program.find("script", "bsdutils"), "-qec", "exec " + command, "/dev/null");
        script.environment().put("SHELL", "/bin/sh");
        return script;
    }

    @Test
    void at_a_terminal_a_reply_cannot_command_it() throws IOException, InterruptedException {
        String escape = "\u001b[31m";
        Run run = run(atTerminal("'" + OURS + "' " + pen.controlAddress() + " '" + escape + "' </dev/null"), "");
        assertThat(run).isEqualTo(new Run(0, "do_cmd: ignoring command starting with '^[[31m'\r\n"));
        assertThat(run(OURS, pen.controlAddress(), escape).out()).contains(escape);
    }

    @Test
    void at_a_terminal_it_is_a_prompt() throws IOException, InterruptedException {
        Process prompt = start(atTerminal("'" + OURS + "' " + pen.controlAddress()));
        try (OutputStream keys = prompt.getOutputStream()) {
            InputStream screen = prompt.getInputStream();
            awaitScreen(screen, "> ");
            type(keys, "server 1 ma\t8\n");
            awaitNextPrompt(screen);
            type(keys, "xyz");
            awaitScreen(screen, "xyz");
            type(keys, "\u0003"); // Ctrl-C, a signal here
            awaitNextPrompt(screen);
            type(keys, "server \t");
            awaitScreen(screen, "127.0.0.1 port 2");
            type(keys, "\u0015servers\n"); // Ctrl-U
            awaitScreen(screen, "port 2 conn 0 max 8 hard 12");
            awaitNextPrompt(screen);
            type(keys, "\u0004"); // Ctrl-D
            screen.transferTo(OutputStream.nullOutputStream());
        }
        assertThat(prompt.waitFor(Await.LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(prompt.exitValue()).isZero();
        assertThat(folder.resolve("state/penctl_history")).hasContent("server 1 max 8\nservers\n");
    }

    @Test
    void a_terminal_is_given_back_as_it_was() throws IOException, InterruptedException {
        String shell = "stty -g; '" + OURS + "' " + pen.controlAddress() + "; echo; stty -g";
        Process prompt = start(atTerminal("sh -c \"" + shell + "\""));
        String all;
        try (OutputStream keys = prompt.getOutputStream()) {
            String before = awaitScreen(prompt.getInputStream(), "> ");
            type(keys, "quit\n");
            all = before + new String(prompt.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
        List<String> lines = all.lines().toList();
        assertThat(lines.getFirst()).matches("[0-9a-f]+(:[0-9a-f]+)+").isEqualTo(lines.getLast());
    }

    private static void type(OutputStream keys, String text) throws IOException {
        keys.write(text.getBytes(StandardCharsets.UTF_8));
        keys.flush();
    }

    /**
     * Reads up to the prompt on a line of its own: completion may draw the one of the line at hand anew, and Ctrl-C at
     * that moment, while the command is under way, would end penctl.
     */
    private static void awaitNextPrompt(InputStream screen) throws IOException {
        awaitScreen(screen, "\n");
        awaitScreen(screen, "> ");
    }

    /** Reads up to the text. */
    private static String awaitScreen(InputStream screen, String text) throws IOException {
        var seen = new StringBuilder();
        while (seen.indexOf(text) < 0) {
            int next = screen.read();
            if (next < 0) {
                throw new AssertionError("no " + text + " on the screen, but: " + seen);
            }
            seen.append((char) next);
        }
        return seen.toString();
    }
}
