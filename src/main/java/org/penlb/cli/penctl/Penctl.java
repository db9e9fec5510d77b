package org.penlb.cli.penctl;

import java.io.ByteArrayOutputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.penlb.cli.Version;
import org.penlb.config.Address;
import org.penlb.config.ConfigException;

/**
 * penctl. A command on the command line is sent and its reply printed; without one, a terminal gets a prompt, and anything
 * else on stdin is read as commands, one a line.
 *
 * <p>Exit codes: 0 when every command got its reply, 1 when one did not, 2 if the command line cannot be used.
 */
public final class Penctl {
    /** Which of stdin and stdout are terminals, said by the launcher: to a shell the question is cheap. */
    private static final String TERMINALS = "penctl.terminals";

    private static final String HELP = "Usage: " + Request.SYNOPSIS + """


            Sends a command to the control port of a running pen and prints the reply. Without a command it opens a prompt,
            or, if stdin is not a terminal, sends the lines of stdin up to the first that fails.

              --timeout SEC          how long to wait for a whole reply (60)
              --connect-timeout SEC  how long to wait for a connection (5)
              --help                 show this and exit
              --version              show the version and exit

            An IPv6 address is written [::1]:10080 or ::1:10080.

            Exit codes:
              0  every command got its reply, be it empty
              1  a command got none, or only a part of it; the reason is on stderr
              2  bad command line
            """;

    private static final int OK = 0;
    private static final int FAILED = 1;
    private static final int BAD_USAGE = 2;

    private final InputStream in;
    private final OutputStream out;
    private final PrintStream err;

    Penctl(InputStream in, OutputStream out, PrintStream err) {
        this.in = in;
        this.out = out;
        this.err = err;
    }

    public static void main(String[] args) {
        String terminals = System.getProperty(TERMINALS, "");
        // Not System.out, which keeps errors to itself.
        OutputStream out = new FileOutputStream(FileDescriptor.out);
        var penctl = new Penctl(
                new FileInputStream(FileDescriptor.in),
                terminals.contains("stdout") ? new HarmlessOutput(out) : out,
                System.err);
        System.exit(penctl.run(terminals.contains("stdin"), args));
    }

    /**
     * Sends one command.
     *
     * @return the reply
     * @throws ConfigException if no Pen answers, with the reason
     */
    public static String ask(Address address, String command) {
        var reply = new ByteArrayOutputStream();
        try {
            new ControlPort(address, ControlPort.CONNECT, ControlPort.REPLY).send(CommandText.of(command), reply);
            return reply.toString(StandardCharsets.UTF_8);
        } catch (ControlFailure | IOException e) {
            throw new ConfigException(String.valueOf(e.getMessage()));
        }
    }

    /**
     * Runs a command line to its end.
     *
     * @param interactive whether to open a prompt if there is no command
     * @return the exit code
     */
    int run(boolean interactive, String... args) {
        try {
            return serve(interactive, Arrays.asList(args));
        } catch (ConfigException e) {
            err.println("penctl: " + e.getMessage());
            err.println("Usage: " + Request.SYNOPSIS);
            err.println("Try 'penctl --help' for more.");
            return BAD_USAGE;
        } catch (ControlFailure e) {
            err.println("penctl: " + e.getMessage());
            return FAILED;
        } catch (IOException e) {
            err.println("penctl: cannot write the reply: " + e.getMessage());
            return FAILED;
        }
    }

    private int serve(boolean interactive, List<String> arguments) throws ControlFailure, IOException {
        switch (arguments.isEmpty() ? "" : arguments.getFirst()) {
            case "--help" -> print(HELP);
            case "--version" -> print(new Version().getVersion()[0] + "\n");
            case "warm-up" -> PenctlWarmUp.run();
            default -> {
                Request request = Request.of(arguments);
                if (!request.words().isEmpty()) {
                    request.port().send(CommandText.of(String.join(" ", request.words())), out);
                } else if (interactive) {
                    Prompt.open(request.port());
                } else {
                    sendLines(request.port());
                }
            }
        }
        return OK;
    }

    private void print(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Sends the lines of stdin up to the first that fails. Empty lines and comments are not worth a connection. */
    private void sendLines(ControlPort port) throws ControlFailure, IOException {
        var lines = new Lines(in);
        for (byte[] line = lines.next(); line != null; line = lines.next()) {
            try {
                String text = new String(line, StandardCharsets.ISO_8859_1).strip();
                if (!text.isEmpty() && !text.startsWith("#")) {
                    port.send(CommandText.of(line), out);
                }
            } catch (ConfigException | ControlFailure e) {
                throw new ControlFailure("line " + lines.number() + ": " + e.getMessage());
            }
        }
    }
}
