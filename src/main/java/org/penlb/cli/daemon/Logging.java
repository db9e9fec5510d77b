package org.penlb.cli.daemon;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.logging.ConsoleHandler;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.penlb.config.DebugConfig;
import org.penlb.stream.TrafficDump;
import org.penlb.system.Syslog;
import org.penlb.system.SyslogHandler;

/** Sends what Pen and its libraries have to say to stderr, one line each; in the background to syslog. */
public final class Logging {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneId.systemDefault());

    /** The log manager holds loggers weakly; the levels of these must stay. */
    private static final Logger PEN = Logger.getLogger("org.penlb");

    /** Warns of a machine whose only network is loopback, as many containers are, that it numbers channels otherwise. */
    private static final Logger NUMBERS_OF_CHANNELS = Logger.getLogger("io.netty.util.internal.MacAddressUtil");

    /** What connections carry is to be seen as it is: that is what was asked for. */
    private static final String DUMPS = TrafficDump.class.getName();

    private Logging() {}

    /**
     * @param debug how many times -d was given
     */
    public static void start(int debug) {
        LogManager.getLogManager().reset();
        Logger root = Logger.getLogger("");
        root.addHandler(console(Level.ALL));
        level(debug);
    }

    /** How much is told from now on: as many levels as -d was given. */
    public static void level(int debug) {
        Logger.getLogger("").setLevel(debug > 1 ? Level.INFO : Level.WARNING);
        NUMBERS_OF_CHANNELS.setLevel(debug > 1 ? Level.WARNING : Level.SEVERE);
        PEN.setLevel(debug >= DebugConfig.DUMPS ? Level.ALL : debug > 0 ? Level.FINE : Level.INFO);
    }

    /** Sends everything to syslog from now on, and warnings to stderr, too, until {@link #leaveStderr()}. */
    static void toSyslog(Syslog syslog) {
        Logger root = Logger.getLogger("");
        leaveStderr();
        root.addHandler(console(Level.WARNING));
        root.addHandler(new SyslogHandler(syslog, new Message()));
    }

    /** Says nothing more on stderr. */
    static void leaveStderr() {
        Logger root = Logger.getLogger("");
        for (Handler handler : root.getHandlers()) {
            if (handler instanceof ConsoleHandler) {
                root.removeHandler(handler);
            }
        }
    }

    private static Handler console(Level least) {
        var handler = new ConsoleHandler();
        handler.setFormatter(new Line());
        handler.setLevel(least);
        return handler;
    }

    /** The message; a stack trace only where something went wrong that nobody foresaw. */
    private static class Message extends Formatter {
        @Override
        public String format(LogRecord entry) {
            var text = new StringBuilder(LogText.harmless(formatMessage(entry), isDump(entry))).append('\n');
            for (Throwable e = entry.getThrown(); e != null; e = e.getCause()) {
                text.append("    ")
                        .append(LogText.harmless(e.toString(), false))
                        .append('\n');
                for (StackTraceElement at : e.getStackTrace()) {
                    text.append("        at ").append(at).append('\n');
                }
            }
            return text.toString();
        }
    }

    private static boolean isDump(LogRecord entry) {
        return DUMPS.equals(entry.getLoggerName());
    }

    /** The message after time and level. */
    private static final class Line extends Message {
        @Override
        public String format(LogRecord entry) {
            return TIME.format(Instant.ofEpochMilli(entry.getMillis()))
                    + ' '
                    + entry.getLevel()
                    + ' '
                    + super.format(entry);
        }
    }
}
