package org.penlb.cli.penctl;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.DefaultParser;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jspecify.annotations.Nullable;
import org.penlb.cli.SystemTerminal;
import org.penlb.config.ConfigException;

/** A conversation at a terminal: each line is a command, sent over a connection of its own. */
final class Prompt {
    private static final int HISTORY_LINES = 1000;
    private static final Size USUAL_SIZE = new Size(80, 24);

    private final ControlPort port;
    private final Terminal terminal;
    private final LineReader reader;
    private final Thread thread = Thread.currentThread();
    private boolean waiting;

    /**
     * @param history where what was typed is kept; null to forget it
     */
    Prompt(ControlPort port, Terminal terminal, @Nullable Path history) {
        this.port = port;
        this.terminal = terminal;
        // Quotes and backslashes are nothing special to pen.
        DefaultParser words = new DefaultParser().quoteChars(new char[0]).escapeChars(new char[0]);
        reader = LineReaderBuilder.builder()
                .terminal(terminal)
                .parser(words)
                .completer(new CommandCompleter(port))
                .history(new PrivateHistory(history))
                .variable(LineReader.HISTORY_FILE, history)
                .variable(LineReader.HISTORY_SIZE, HISTORY_LINES)
                .variable(LineReader.HISTORY_FILE_SIZE, HISTORY_LINES)
                .option(LineReader.Option.HISTORY_TIMESTAMPED, false)
                .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
                // Lines that are pasted are commands, too.
                .option(LineReader.Option.BRACKETED_PASTE, false)
                .build();
    }

    /** Runs at this process's terminal until the user ends it. */
    static void open(ControlPort port) throws IOException {
        try (Terminal terminal = SystemTerminal.builder()
                .dumb(true)
                .encoding(StandardCharsets.UTF_8)
                .build()) {
            if (terminal.getWidth() <= 0) {
                terminal.setSize(USUAL_SIZE); // a serial line, a container's: nobody has told it its size
            }
            new Prompt(port, terminal, PrivateHistory.file(System.getenv())).run();
        }
    }

    /** Runs until the user ends it. */
    void run() throws IOException {
        terminal.handle(Terminal.Signal.INT, _ -> breakOff());
        say("Each line is a command for " + port.address()
                + ". Tab completes, help lists the commands, Ctrl-D or quit ends.");
        String prompt = "pen " + port.address() + "> ";
        for (String line = read(prompt); !line.equals("quit"); line = read(prompt)) {
            if (!line.isEmpty() && !line.startsWith("#")) {
                obey(line);
            }
        }
    }

    /** The next line. The end of input is the same as quit, Ctrl-C clears the line. */
    private String read(String prompt) {
        while (true) {
            try {
                return reader.readLine(prompt).strip();
            } catch (UserInterruptException _) {
                // once more
            } catch (EndOfFileException _) {
                return "quit";
            }
        }
    }

    private void obey(String line) throws IOException {
        List<String> words = Arrays.asList(line.split("\\s+"));
        switch (words.getFirst()) {
            // Not sent: pen 0.34.1 crashes when asked for help.
            case "help" -> help(words.subList(1, words.size()));
            case "exit" -> {
                if (isMeant()) {
                    send(line);
                }
            }
            default -> send(line);
        }
    }

    private void help(List<String> words) {
        List<String> lines = Commands.help(words);
        say(lines.isEmpty() ? "no command begins like that" : String.join("\n", lines));
    }

    /** Many prompts end with exit; sent to a pen, it may end the pen. */
    private boolean isMeant() {
        reader.setVariable(LineReader.DISABLE_HISTORY, true);
        try {
            String answer = reader.readLine("exit ends the pen, quit ends this prompt. Send exit? [y/N] ");
            return answer.strip().equalsIgnoreCase("y");
        } catch (UserInterruptException | EndOfFileException _) {
            return false;
        } finally {
            reader.setVariable(LineReader.DISABLE_HISTORY, false);
        }
    }

    private void send(String line) throws IOException {
        var out = new HarmlessOutput(terminal.output());
        setWaiting(true);
        try {
            port.send(CommandText.of(line), out);
        } catch (ControlFailure | ConfigException e) {
            out.freshLine();
            say("penctl: " + e.getMessage());
        } finally {
            setWaiting(false);
        }
        out.freshLine();
    }

    private void say(String text) {
        PrintWriter writer = terminal.writer();
        writer.println(text);
        writer.flush();
    }

    /** Ctrl-C while a reply is awaited. */
    private synchronized void breakOff() {
        if (waiting) {
            thread.interrupt();
        }
    }

    private synchronized void setWaiting(boolean waiting) {
        this.waiting = waiting;
        Thread.interrupted(); // one that came too late is not meant for the next line
    }
}
