package org.penlb.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.penlb.testing.Await;
import org.penlb.testing.EchoServer;
import org.penlb.testing.Kill;
import org.penlb.testing.PenProcess;
import org.penlb.testing.Ports;
import org.penlb.testing.Visitor;

/** {@code pen top} as a user starts it, at the control ports of ours and of Debian's pen. */
@Timeout(120)
class TopIT {
    private static final String CTRL_C = "\u0003";
    private static final String ENTERED = "\u001b[?1049h\u001b[?25l";
    private static final String LEFT = "\u001b[?25h\u001b[?1049l";

    private final EchoServer server = new EchoServer("one");
    private final List<Process> started = new ArrayList<>();
    private final ByteArrayOutputStream screen = new ByteArrayOutputStream();
    private int seen;

    @AfterEach
    void end() {
        started.forEach(process -> {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        });
        server.close();
    }

    private List<String> servers() {
        return List.of("127.0.0.1:" + Ports.free(), server.address());
    }

    private static String control(CommandedPen pen) {
        return "127.0.0.1:" + pen.control().getPort();
    }

    private static String top(String arguments) {
        List<String> words = new ArrayList<>(List.of("top"));
        words.addAll(List.of(arguments.split(" ")));
        return "'" + String.join("' '", PenProcess.command(List.of(), words)) + "'";
    }

    private Process start(String... command) throws IOException {
        var builder = new ProcessBuilder(command);
        builder.environment().put("TERM", "xterm");
        builder.environment().put("SHELL", "/bin/sh");
        builder.environment().remove("NO_COLOR");
        Process process = builder.redirectErrorStream(true).start();
        started.add(process);
        return process;
    }

    private String printed(String arguments) throws IOException, InterruptedException {
        Process top = start("/bin/sh", "-c", top(arguments));
        String printed = new String(top.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(top.waitFor()).as(printed).isZero();
        return printed;
    }

    private static void visit(SocketAddress pen) throws IOException {
        for (int i = 0; i < 4; i++) {
            Visitor.visit("127.0.0.1", pen);
        }
    }

    @Test
    void debians_pen_as_text() throws Exception {
        OraclePen.assumeInstalled();
        try (OraclePen pen = OraclePen.start(List.of("-r"), servers())) {
            visit(pen.address());
            assertThat(printed("--batch 2 --interval 0.2 " + pen.controlAddress()))
                    .matches("(?s)[ -~\n]*")
                    .contains("pen " + pen.controlAddress(), "mode roundrobin", " 1 127.0.0.1 " + server.port() + " - ")
                    .containsPattern("127\\.0\\.0\\.1 +[0-9.]+ +[0-9.k]+ +[0-9.k]+ +[0-9.k]+ +4 ");
            // It is alive and well.
            assertThat(pen.say("mode")).contains("roundrobin");
        }
    }

    @Test
    void ours_as_text() throws Exception {
        try (CommandedPen pen = CommandedPen.here(List.of("-r"), servers())) {
            visit(pen.address());
            assertThat(pen.say("services"))
                    .isEqualTo("service pen protocol tcp listen 127.0.0.1:"
                            + pen.address().getPort() + " servers 2\n");
            assertThat(printed("--once --control " + control(pen) + " --sort state --interval 0.2"))
                    .matches("(?s)[ -~\n]*")
                    .contains("pen (tcp 127.0.0.1:" + pen.address().getPort() + ")", "failed 1", "blacklisted", " up ");
        }
    }

    /** A terminal in whose shell top runs: what stty says behind it is what it said before. */
    private Process atTerminal(String arguments) throws IOException {
        return atTerminal(arguments, "xterm");
    }

    private Process atTerminal(String arguments, String terminal) throws IOException {
        String shell = "trap : INT; stty rows 20 cols 90; stty -g; TERM=" + terminal + " " + top(arguments)
                + "; echo exit $?; stty -g";
        Process script = start(Program.find("script", "bsdutils"), "-qec", shell, "/dev/null");
        Thread.ofVirtual().start(() -> {
            try {
                script.getInputStream().transferTo(new OutputStream() {
                    @Override
                    public void write(int b) {
                        screen.write(b);
                    }
                });
            } catch (IOException _) {
                // the end of the terminal
            }
        });
        return script;
    }

    private void awaitScreen(String text) {
        Await.until("the screen shows " + text, () -> screen().indexOf(text, seen) >= 0);
        seen = screen().indexOf(text, seen) + text.length();
    }

    private String screen() {
        return screen.toString(StandardCharsets.UTF_8);
    }

    private static void press(Process script, String keys) throws IOException {
        script.getOutputStream().write(keys.getBytes(StandardCharsets.UTF_8));
        script.getOutputStream().flush();
    }

    private static ProcessHandle java(Process script) {
        return script.descendants()
                .filter(process -> process.info().command().orElse("").endsWith("java"))
                .findFirst()
                .orElseThrow();
    }

    private void assertRestored(Process script) throws InterruptedException {
        awaitScreen(LEFT);
        awaitScreen("exit 0");
        assertThat(script.waitFor(Await.LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
        Await.until(
                "all is read",
                () -> screen().endsWith("\n") && screen().lastIndexOf("exit 0") < screen().length() - 20);
        String[] lines = screen().split("\r?\n");
        assertThat(lines[lines.length - 1]).isEqualTo(lines[0]).contains(":");
        assertThat(screen()).containsOnlyOnce(LEFT).doesNotContain("Exception");
    }

    @Test
    void keys_a_new_size_and_q_at_a_terminal() throws Exception {
        OraclePen.assumeInstalled();
        try (OraclePen pen = OraclePen.start(List.of("-r"), servers())) {
            visit(pen.address());
            Process script = atTerminal("--interval 0.2 " + pen.controlAddress());
            awaitScreen(ENTERED);
            awaitScreen("conn/s");
            press(script, "h");
            awaitScreen("q quit");
            press(script, "oo");
            awaitScreen("STATE");
            press(script, "\u001b[B+"); // an arrow is no Escape
            awaitScreen("every 0.5 s");
            press(script, "\u001a"); // Ctrl-Z does not leave a shell with a raw terminal
            Path tty = Files.readSymbolicLink(Path.of("/proc/" + java(script).pid() + "/fd/0"));
            assertThat(start("stty", "-F", tty.toString(), "rows", "5", "cols", "20")
                            .waitFor())
                    .isZero();
            awaitScreen("\u001b[2J");
            awaitScreen("\u001b[5;1H");
            press(script, "q");
            assertRestored(script);
        }
    }

    @Test
    void ctrl_c_at_a_terminal() throws Exception {
        try (CommandedPen pen = CommandedPen.here(List.of(), servers())) {
            Process script = atTerminal(control(pen));
            awaitScreen(ENTERED);
            awaitScreen("servers ");
            press(script, CTRL_C);
            assertRestored(script);
        }
    }

    /** A thread that waits for keys must not have the last word about the terminal's modes. */
    @Test
    void q_as_soon_as_the_screen_is_there() throws Exception {
        try (CommandedPen pen = CommandedPen.here(List.of(), servers())) {
            for (int i = 0; i < 3; i++) {
                Process script = atTerminal(control(pen));
                awaitScreen(ENTERED);
                press(script, "q");
                assertRestored(script);
                screen.reset();
                seen = 0;
            }
        }
    }

    @Test
    void a_terminal_that_nobody_knows_is_one_all_the_same() throws Exception {
        try (CommandedPen pen = CommandedPen.here(List.of(), servers())) {
            Process script = atTerminal(control(pen), "no-such-terminal");
            awaitScreen(ENTERED);
            awaitScreen("servers ");
            press(script, "q");
            assertRestored(script);
        }
    }

    @Test
    void rounds_that_cannot_be_printed_are_an_error() throws Exception {
        try (CommandedPen pen = CommandedPen.here(List.of(), servers())) {
            Process top = start("/bin/sh", "-c", top("--batch 1000000 --interval 0.1 " + control(pen)) + " >/dev/full");
            assertThat(top.waitFor(Await.LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(top.exitValue()).isOne();
        }
    }

    @Test
    void term_at_a_terminal_while_no_pen_answers() throws Exception {
        String nobody = "127.0.0.1:" + Ports.free();
        Process script = atTerminal(nobody);
        awaitScreen(ENTERED);
        awaitScreen("NO ANSWER for ");
        awaitScreen("cannot connect to " + nobody);
        Kill.send("TERM", java(script).pid());
        assertRestored(script);
    }

    @Test
    void a_pen_that_is_started_again_is_found_again() throws Exception {
        OraclePen.assumeInstalled();
        Process script;
        String address;
        try (OraclePen pen = OraclePen.start(List.of("-r"), servers())) {
            visit(pen.address());
            address = pen.controlAddress();
            script = atTerminal("--interval 0.2 " + address);
            awaitScreen(ENTERED);
            awaitScreen("servers ");
        }
        awaitScreen("NO ANSWER for ");
        awaitScreen("\u001b[2m"); // the last values
        Process again = start(
                Program.find("pen", "pen"),
                "-f",
                "-u",
                PenProcess.SELF,
                "-C",
                address,
                "127.0.0.1:" + Ports.free(),
                "127.0.0.9:9");
        awaitScreen("pen " + address);
        awaitScreen("127.0.0.9");
        press(script, "q");
        assertRestored(script);
        assertThat(again.isAlive()).isTrue();
    }
}
