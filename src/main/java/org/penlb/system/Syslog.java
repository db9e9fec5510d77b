package org.penlb.system;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** The machine's log, through the C library. A call may wait for the syslog daemon, so no event loop should make it. */
public final class Syslog {
    /** Which part of the machine speaks, for the daemon to sort by. */
    public enum Facility {
        USER(1),
        DAEMON(3),
        LOCAL0(16),
        LOCAL1(17),
        LOCAL2(18),
        LOCAL3(19),
        LOCAL4(20),
        LOCAL5(21),
        LOCAL6(22),
        LOCAL7(23);

        private final int code;

        Facility(int code) {
            this.code = code;
        }
    }

    /** How bad it is, from syslog's eight grades those that Pen uses. */
    public enum Severity {
        ERROR(3),
        WARNING(4),
        INFO(6),
        DEBUG(7);

        private final int code;

        Severity(int code) {
            this.code = code;
        }
    }

    private static final int LOG_PID = 0x01;
    private static final int LOG_NDELAY = 0x08;

    private static final CFunction TZSET = new CFunction("tzset");
    private static final CFunction OPENLOG = new CFunction("openlog");
    private static final CFunction SYSLOG = new CFunction("syslog");
    private static final MemorySegment FORMAT = Arena.global().allocateFrom("%s");

    private Syslog() {}

    /**
     * Connects to the syslog daemon, for this process as a whole. From then on a change of the root folder does no harm, as
     * long as the daemon is not started anew. Whether there is a daemon cannot be told.
     *
     * @param program the name before each message
     * @throws IOException if the C library cannot be called
     */
    public static Syslog open(String program, Facility facility) throws IOException {
        TZSET.run(); // reads the time zone's file, if nobody has: messages from a jail are stamped in local time
        OPENLOG.run(Arena.global().allocateFrom(program), LOG_PID | LOG_NDELAY, facility.code << 3);
        return new Syslog();
    }

    /**
     * Sends one message.
     *
     * @param line without line ends
     */
    void send(Severity severity, String line) {
        try (Arena arena = Arena.ofConfined()) {
            // A NUL would end it early.
            SYSLOG.run(severity.code, FORMAT, arena.allocateFrom(line.replace('\0', '?')));
        } catch (IOException e) {
            throw new IllegalStateException("openlog could be called, so syslog can", e);
        }
    }
}
