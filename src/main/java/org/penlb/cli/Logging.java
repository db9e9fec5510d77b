package org.penlb.cli;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.logging.ConsoleHandler;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.penlb.config.DebugConfig;

/** Sends what Pen and its libraries have to say to stderr, one line each. */
final class Logging {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneId.systemDefault());

    /** The log manager holds loggers weakly; this one's level must stay. */
    private static final Logger PEN = Logger.getLogger("org.penlb");

    private Logging() {}

    /**
     * @param debug how many times -d was given
     */
    static void start(int debug) {
        LogManager.getLogManager().reset();
        var handler = new ConsoleHandler();
        handler.setFormatter(new Line());
        handler.setLevel(Level.ALL);
        Logger root = Logger.getLogger("");
        root.addHandler(handler);
        level(debug);
    }

    /** How much is told from now on: as many levels as -d was given. */
    static void level(int debug) {
        Logger.getLogger("").setLevel(debug > 1 ? Level.INFO : Level.WARNING);
        PEN.setLevel(debug >= DebugConfig.DUMPS ? Level.ALL : debug > 0 ? Level.FINE : Level.INFO);
    }

    /** Time, level, message; a stack trace only where something went wrong that nobody foresaw. */
    private static final class Line extends Formatter {
        @Override
        public String format(LogRecord entry) {
            var line = new StringBuilder()
                    .append(TIME.format(Instant.ofEpochMilli(entry.getMillis())))
                    .append(' ')
                    .append(entry.getLevel())
                    .append(' ')
                    .append(formatMessage(entry))
                    .append('\n');
            for (Throwable e = entry.getThrown(); e != null; e = e.getCause()) {
                line.append("    ").append(e).append('\n');
                for (StackTraceElement at : e.getStackTrace()) {
                    line.append("        at ").append(at).append('\n');
                }
            }
            return line.toString();
        }
    }
}
