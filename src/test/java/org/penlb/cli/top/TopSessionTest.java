package org.penlb.cli.top;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jline.terminal.Attributes;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.impl.ExternalTerminal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.penlb.cli.penctl.ControlPort;
import org.penlb.config.ServerArguments;
import org.penlb.testing.Await;

/** At a terminal made of two pipes. */
@Timeout(60)
class TopSessionTest {
    private static final String LEFT = "\u001b[?25h\u001b[?1049l";
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final PipedOutputStream keys = new PipedOutputStream();
    private final ByteArrayOutputStream screen = new ByteArrayOutputStream();
    private final ScriptedPen pen = ScriptedPen.ours();
    private final Settings settings = new Settings(Settings.SHORTEST);
    private Terminal terminal;
    private Attributes before;
    private CompletableFuture<Void> session = CompletableFuture.completedFuture(null);
    private volatile boolean broken;
    private int seen;

    private long time() {
        if (broken) {
            throw new IllegalStateException("no time");
        }
        return System.nanoTime();
    }

    @BeforeEach
    void open() throws IOException {
        terminal = new ExternalTerminal("test", "ansi", new PipedInputStream(keys), screen, StandardCharsets.UTF_8);
        terminal.setSize(new Size(100, 20));
        before = terminal.getAttributes();
        var address = new ServerArguments(_ -> -1).destination(pen.pen().address());
        var poller = new Poller(new ControlPort(address, LIMIT, LIMIT), false, null, this::time);
        session = CompletableFuture.runAsync(
                () -> {
                    try {
                        new TopSession(poller, terminal, settings, "here", true).run();
                    } catch (InterruptedException e) {
                        throw new AssertionError(e);
                    }
                },
                task -> Thread.ofPlatform().start(task));
    }

    @AfterEach
    void close() throws IOException {
        keys.close();
        session.handle((_, _) -> null).join();
        terminal.close();
        pen.close();
    }

    private void press(String text) throws IOException {
        keys.write(text.getBytes(StandardCharsets.UTF_8));
        keys.flush();
    }

    private void awaitScreen(String text) {
        Await.until("the screen shows " + text, () -> screen().indexOf(text, seen) >= 0);
        seen = screen().indexOf(text, seen) + text.length();
    }

    private String screen() {
        return screen.toString(StandardCharsets.UTF_8);
    }

    private void awaitEnd() {
        Await.until("the session has ended", session::isDone);
        assertThat(screen()).endsWith(LEFT).containsOnlyOnce(LEFT);
        assertThat(terminal.getAttributes()).hasToString(before.toString());
    }

    @Test
    void keys_do_what_the_help_says_and_q_restores_the_terminal() throws IOException {
        awaitScreen("\u001b[?1049h\u001b[?25l");
        awaitScreen("blacklisted");
        press("h");
        awaitScreen("q quit");
        press("s");
        awaitScreen("names");
        awaitScreen("p99");
        press("o");
        awaitScreen("ADDRESS");
        press("p");
        awaitScreen("PAUSED");
        press("q");
        session.join();
        awaitEnd();
    }

    @Test
    void ctrl_c_restores_the_terminal() throws IOException {
        awaitScreen("blacklisted");
        press("\u0003");
        session.join();
        awaitEnd();
    }

    @Test
    void the_end_of_the_terminal_is_the_end() throws IOException {
        awaitScreen("blacklisted");
        keys.close();
        session.join();
        awaitEnd();
    }

    @Test
    void another_size_draws_anew() {
        awaitScreen("blacklisted");
        terminal.setSize(new Size(30, 5));
        terminal.raise(Terminal.Signal.WINCH);
        awaitScreen("\u001b[2J");
        awaitScreen("blacklisted");
    }

    @Test
    void a_pen_that_goes_away_is_told_and_comes_back() {
        awaitScreen("blacklisted");
        String servers = String.valueOf(pen.replies.put("service web servers", ""));
        awaitScreen("NO ANSWER for ");
        awaitScreen("\u001b[2m 0 10.0.0.1");
        pen.replies.put("service web servers", servers);
        awaitScreen("\u001b[1mpen here");
    }

    @Test
    void what_a_pen_sends_cannot_command_the_terminal() {
        pen.replies.put(
                "service web counters",
                "0 addr 10.0.0.1 port 80 conn 1 sx 100 rx 1000 state down: \u001b]0;title\u0007\u009b\n");
        awaitScreen("down: ?]0;title??");
    }

    @Test
    void a_fault_of_ours_restores_the_terminal() {
        awaitScreen("blacklisted");
        broken = true;
        Await.until("the session has failed", session::isCompletedExceptionally);
        assertThat(screen()).contains(LEFT);
    }
}
