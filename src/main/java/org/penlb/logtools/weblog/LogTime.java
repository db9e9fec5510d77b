package org.penlb.logtools.weblog;

import java.time.DateTimeException;
import java.time.LocalDate;

/** Times as access logs have them, {@code 30/Nov/2026:15:00:00 +0100}, read where they lie. */
final class LogTime {
    /** Not a time. */
    static final long NONE = Long.MIN_VALUE;

    /** What a time of the common format takes, without brackets. */
    static final int LENGTH = 26;

    private static final String MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";
    private static final int SECONDS_OF_DAY = 86_400;

    /** The day that was read last: nearly all lines of a log are of one. */
    private int lastDay;

    private long lastEpochDay = NONE;

    /**
     * Reads a time.
     *
     * @return seconds since 1970, or {@link #NONE} if there is no time
     */
    long read(byte[] bytes, int at, int end) {
        if (end - at < LENGTH || !hasShape(bytes, at)) {
            return NONE;
        }
        int day = number(bytes, at, 2);
        int month = month(bytes, at + 3);
        int year = number(bytes, at + 7, 4);
        int hour = number(bytes, at + 12, 2);
        int minute = number(bytes, at + 15, 2);
        int second = number(bytes, at + 18, 2);
        int zone = number(bytes, at + 22, 2) * 3600 + number(bytes, at + 24, 2) * 60;
        if ((day | year | hour | minute | second) < 0
                || zone < 0
                || month < 0
                || hour > 23
                || minute > 59
                || second > 60) {
            return NONE;
        }
        long epochDay = epochDay(year, month, day);
        if (epochDay == NONE) {
            return NONE;
        }
        return epochDay * SECONDS_OF_DAY
                + hour * 3600L
                + minute * 60L
                + second
                - (bytes[at + 21] == '-' ? -zone : zone);
    }

    private static boolean hasShape(byte[] bytes, int at) {
        return bytes[at + 2] == '/'
                && bytes[at + 6] == '/'
                && bytes[at + 11] == ':'
                && bytes[at + 14] == ':'
                && bytes[at + 17] == ':'
                && bytes[at + 20] == ' '
                && (bytes[at + 21] == '+' || bytes[at + 21] == '-');
    }

    private long epochDay(int year, int month, int day) {
        int date = (year * 12 + month) * 32 + day;
        if (date != lastDay || lastEpochDay == NONE) {
            try {
                lastEpochDay = LocalDate.of(year, month + 1, day).toEpochDay();
                lastDay = date;
            } catch (DateTimeException _) {
                lastEpochDay = NONE;
            }
        }
        return lastEpochDay;
    }

    /** A number of so many digits; -1 or some other negative one if they are none. */
    private static int number(byte[] bytes, int at, int digits) {
        int value = 0;
        for (int i = at; i < at + digits; i++) {
            int digit = bytes[i] - '0';
            if (digit < 0 || digit > 9) {
                return Integer.MIN_VALUE / 4096;
            }
            value = value * 10 + digit;
        }
        return value;
    }

    private static int month(byte[] bytes, int at) {
        for (int i = 0; i < MONTHS.length(); i += 3) {
            if (bytes[at] == MONTHS.charAt(i)
                    && bytes[at + 1] == MONTHS.charAt(i + 1)
                    && bytes[at + 2] == MONTHS.charAt(i + 2)) {
                return i / 3;
            }
        }
        return -1;
    }
}
