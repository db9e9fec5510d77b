package org.penlb.cli;

import java.util.logging.Level;
import java.util.logging.Logger;
import org.jline.terminal.TerminalBuilder;

/** The terminal that the program was started at, so that it is given back as it was. */
public final class SystemTerminal {
    /** Held, for the log manager forgets loggers that nobody has. */
    private static final Logger JLINE = Logger.getLogger("org.jline");

    private SystemTerminal() {}

    /** Begins to open it. What else it should be like is the caller's to say. */
    public static TerminalBuilder builder() {
        // It tells of each terminal that it does not know, with a stack trace, and then goes on all the same.
        JLINE.setLevel(Level.OFF);
        // By stty: JLine's own way gives a terminal back with a speed of 0, which hangs a serial line up.
        return TerminalBuilder.builder().system(true).provider(TerminalBuilder.PROP_PROVIDER_EXEC);
    }
}
