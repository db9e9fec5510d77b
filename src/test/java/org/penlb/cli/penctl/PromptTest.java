package org.penlb.cli.penctl;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.impl.ExternalTerminal;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.penlb.config.Address;
import org.penlb.config.ServerArguments;
import org.penlb.testing.Await;
import org.penlb.testing.Ports;

/** The prompt at a terminal made of two pipes, with a line discipline that makes signals of Ctrl-C. */
@Timeout(60)
class PromptTest {
    private static final String CTRL_C = "\u0003";
    private static final String CTRL_D = "\u0004";
    private static final String UP = "\u001b[A";

    @TempDir
    Path folder;

    private final PipedOutputStream keys = new PipedOutputStream();
    private final ByteArrayOutputStream screen = new ByteArrayOutputStream();
    private final List<FakePen> pens = new ArrayList<>();
    private Terminal terminal;
    private CompletableFuture<Void> session = CompletableFuture.completedFuture(null);
    private int seen;

    @BeforeEach
    void open() throws IOException {
        terminal = new ExternalTerminal("test", "ansi", new PipedInputStream(keys), screen, StandardCharsets.UTF_8);
        terminal.setSize(new Size(200, 50));
    }

    @AfterEach
    void close() throws IOException {
        keys.close();
        session.join();
        terminal.close();
        pens.forEach(FakePen::close);
    }

    private FakePen pen(FakePen.Answer answer) {
        var pen = new FakePen(answer);
        pens.add(pen);
        return pen;
    }

    private FakePen echoing() {
        return pen(client -> FakePen.write(client, "it works\n"));
    }

    private void prompt(String address) {
        prompt(address, null);
    }

    private void prompt(String address, @Nullable Path history) {
        Address at = new ServerArguments(_ -> -1).destination(address);
        session = CompletableFuture.runAsync(
                () -> {
                    try {
                        new Prompt(new ControlPort(at, ControlPort.CONNECT, ControlPort.REPLY), terminal, history)
                                .run();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                },
                task -> Thread.ofPlatform().start(task));
        awaitScreen("pen " + at + "> ");
    }

    private void type(String text) throws IOException {
        keys.write(text.getBytes(StandardCharsets.UTF_8));
        keys.flush();
    }

    private String screen() {
        return screen.toString(StandardCharsets.UTF_8);
    }

    /** Waits until the text is on the screen, behind what was waited for before. */
    private void awaitScreen(String text) {
        Await.until(
                "the screen shows " + text + ", not only " + screen().substring(seen),
                () -> screen().indexOf(text, seen) >= 0);
        seen = screen().indexOf(text, seen) + text.length();
    }

    private void awaitEnd() {
        Await.until("the prompt has ended", session::isDone);
        session.join();
    }

    @Test
    void each_line_is_a_command_until_ctrl_d() throws IOException {
        FakePen pen = echoing();
        prompt(pen.address());
        type("server 0 max 5\r");
        awaitScreen("it works");
        awaitScreen("> ");
        type("  \r# a comment\rmode\r");
        awaitScreen("it works");
        awaitScreen("> ");
        type(CTRL_D);
        awaitEnd();
        assertThat(pen.seen()).containsExactly("server 0 max 5", "mode");
    }

    @Test
    void quit_ends_it() throws IOException {
        FakePen pen = echoing();
        prompt(pen.address());
        type("quit\r");
        awaitEnd();
        assertThat(pen.seen()).isEmpty();
    }

    @Test
    void quotes_and_backslashes_are_sent_as_they_are() throws IOException, InterruptedException {
        FakePen pen = echoing();
        prompt(pen.address());
        type("log \"a\\b 'c !d\r");
        assertThat(Await.next(pen.commands)).isEqualTo("log \"a\\b 'c !d\n");
    }

    @Test
    void ctrl_c_clears_the_line() throws IOException {
        FakePen pen = echoing();
        prompt(pen.address());
        type("blackl");
        awaitScreen("blackl");
        type(CTRL_C);
        awaitScreen("> ");
        type("pid\r");
        awaitScreen("it works");
        assertThat(pen.seen()).containsExactly("pid");
    }

    @Test
    void ctrl_c_breaks_a_reply_off() throws IOException {
        var never = new CountDownLatch(1);
        FakePen pen = pen(client -> {
            FakePen.write(client, "begun");
            never.await();
        });
        prompt(pen.address());
        type("recent\r");
        awaitScreen("begun");
        type(CTRL_C);
        awaitScreen("penctl: " + pen.address() + ": interrupted");
        awaitScreen("> ");
        type(CTRL_D);
        awaitEnd();
    }

    @Test
    void goes_on_when_there_is_no_connection() throws IOException {
        int port = Ports.free();
        prompt("127.0.0.1:" + port);
        type("pid\r");
        awaitScreen("penctl: cannot connect to 127.0.0.1:" + port + ": connection refused");
        awaitScreen("> ");
        type(CTRL_D);
        awaitEnd();
    }

    @Test
    void what_a_server_sends_cannot_command_the_terminal() throws IOException {
        FakePen pen = pen(client -> FakePen.write(client, "\u001b]0;title\u0007 no end"));
        prompt(pen.address());
        type("pid\r");
        awaitScreen("^[]0;title^G no end");
        assertThat(screen()).doesNotContain("\u001b]0;title");
        awaitScreen("\n");
        awaitScreen("> ");
    }

    @Test
    void tab_completes_words() throws IOException, InterruptedException {
        FakePen pen = echoing();
        prompt(pen.address());
        type("tcp_f\tb\t\r");
        assertThat(Await.next(pen.commands).strip()).isEqualTo("tcp_fastclose both");
    }

    @Test
    void tab_completes_the_numbers_of_servers() throws IOException {
        FakePen pen = pen(client -> FakePen.write(client, """
                0 addr 10.1.1.10 port 8984 conn 0 max 0 hard 0 weight 0 prio 0 sx 0 rx 0
                17 addr 10.1.1.11 port 8984 conn 0 max 0 hard 0 weight 0 prio 0 sx 0 rx 0
                """));
        prompt(pen.address());
        type("server \t");
        awaitScreen("10.1.1.11 port 8984");
        assertThat(screen()).contains("10.1.1.10 port 8984");
        type("1\tdr\t\r");
        Await.until("the command is sent", () -> pen.seen().contains("server 17 drain"));
    }

    @Test
    void tab_without_a_server_completes_nothing_and_goes_on() throws IOException {
        int port = Ports.free();
        prompt("127.0.0.1:" + port);
        type("server 1\t max 5\r");
        awaitScreen("connection refused");
        awaitScreen("> ");
    }

    @Test
    void help_is_not_sent() throws IOException {
        FakePen pen = echoing();
        prompt(pen.address());
        type("help acl\r");
        awaitScreen("acl LIST permit|deny country COUNTRY");
        type("help xyz\r");
        awaitScreen("no command begins like that");
        type(CTRL_D);
        awaitEnd();
        assertThat(pen.seen()).isEmpty();
    }

    @Test
    void exit_is_sent_only_if_it_is_meant() throws IOException {
        FakePen pen = echoing();
        prompt(pen.address());
        type("exit\r");
        awaitScreen("Send exit? [y/N]");
        type("\r");
        awaitScreen("> ");
        type("exit\r");
        awaitScreen("Send exit? [y/N]");
        type(CTRL_C);
        awaitScreen("pen " + pen.address() + "> ");
        assertThat(pen.seen()).isEmpty();
        type("exit\r");
        awaitScreen("Send exit? [y/N]");
        type("y\r");
        awaitScreen("it works");
        assertThat(pen.seen()).containsExactly("exit");
    }

    @Test
    void history_is_kept_for_its_user_alone() throws IOException, InterruptedException {
        FakePen pen = echoing();
        Path history = folder.resolve("state/penctl_history");
        prompt(pen.address(), history);
        type("recent 17\r");
        awaitScreen("it works");
        type(CTRL_D);
        awaitEnd();
        assertThat(history).hasContent("recent 17\n");
        assertThat(Files.getPosixFilePermissions(history)).hasToString("[OWNER_READ, OWNER_WRITE]");
        assertThat(Await.next(pen.commands)).isEqualTo("recent 17\n");

        prompt(pen.address(), history);
        type(UP + "\r");
        assertThat(Await.next(pen.commands)).isEqualTo("recent 17\n");
    }

    @Test
    void history_that_cannot_be_kept_is_forgotten() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        FakePen pen = echoing();
        prompt(pen.address(), file.resolve("penctl_history"));
        type("pid\r");
        awaitScreen("it works");
        awaitScreen("> ");
        assertThat(screen()).doesNotContain("Exception");
    }
}
