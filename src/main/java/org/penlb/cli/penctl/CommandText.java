package org.penlb.cli.penctl;

import java.nio.charset.StandardCharsets;
import org.penlb.config.ConfigException;

/** A command as it goes over the wire: one line. */
public final class CommandText {
    /** The longest line that a control port takes, in bytes, its end included. */
    public static final int MAX_LENGTH = 4096;

    /** What stands for bytes of the command line that the JVM could not read. */
    private static final char UNREADABLE = '\uFFFD';

    private final byte[] line;

    private CommandText(byte[] line) {
        this.line = line;
    }

    /**
     * A command from text.
     *
     * @throws ConfigException if it is empty, too long, or more than a line
     */
    public static CommandText of(String text) {
        if (text.isBlank()) {
            throw new ConfigException("the command is empty");
        }
        if (text.indexOf(UNREADABLE) >= 0) {
            throw new ConfigException("the command is not UTF-8");
        }
        return of(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * A command from the bytes of a line, without its end.
     *
     * @throws ConfigException if it is too long, or more than a line
     */
    static CommandText of(byte[] text) {
        if (text.length >= MAX_LENGTH) {
            throw new ConfigException(
                    "the command has " + text.length + " bytes (expected: less than " + MAX_LENGTH + ")");
        }
        byte[] line = new byte[text.length + 1];
        for (int i = 0; i < text.length; i++) {
            if (text[i] == '\n' || text[i] == '\r' || text[i] == 0) {
                throw new ConfigException("the command is more than one line");
            }
            line[i] = text[i];
        }
        line[text.length] = '\n';
        return new CommandText(line);
    }

    byte[] line() {
        return line.clone();
    }
}
