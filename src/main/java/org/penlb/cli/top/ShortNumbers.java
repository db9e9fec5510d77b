package org.penlb.cli.top;

import java.time.Duration;
import java.util.Locale;

/** Numbers in few columns. */
final class ShortNumbers {
    private static final String UNKNOWN = "-";
    private static final String PREFIXES = "kMGTPE";
    private static final int THOUSAND = 1000;
    private static final long PLAIN_BELOW = 100_000;
    private static final int MICROS_PER_SECOND = 1_000_000;

    private ShortNumbers() {}

    /** A number in at most five columns: {@code 99999}, {@code 123k}, {@code 1.2M}. */
    static String count(long number) {
        return number < PLAIN_BELOW ? Long.toString(number) : scaled((double) number);
    }

    /** A rate in at most five columns: {@code 0}, {@code 0.4}, {@code 12}, {@code 1.2k}; {@code -} if it is negative. */
    static String rate(double rate) {
        if (rate < 0) {
            return UNKNOWN;
        }
        if (rate < 9.95 && rate != Math.rint(rate)) {
            return String.format(Locale.ROOT, "%.1f", rate);
        }
        return scaled(rate);
    }

    private static String scaled(double number) {
        if (number < THOUSAND - 0.5) {
            return Long.toString(Math.round(number));
        }
        int prefix = -1;
        double rest = number;
        while (rest >= THOUSAND - 0.5 && prefix < PREFIXES.length() - 1) {
            rest /= THOUSAND;
            prefix++;
        }
        return String.format(Locale.ROOT, rest < 9.95 ? "%.1f" : "%.0f", rest) + PREFIXES.charAt(prefix);
    }

    /** A part of the whole, 0 to 1, in percent. */
    static String share(double share) {
        return Math.round(share * 100) + "%";
    }

    /** Microseconds in at most six columns: {@code 800us}, {@code 1.2ms}, {@code 15ms}, {@code 2.0s}. */
    static String latency(long micros) {
        if (micros < 0) {
            return UNKNOWN;
        }
        if (micros < THOUSAND) {
            return micros + "us";
        }
        return micros < MICROS_PER_SECOND
                ? shortest(micros / 1e3) + "ms"
                : shortest(Math.min(micros / 1e6, 9999)) + "s";
    }

    private static String shortest(double number) {
        return String.format(Locale.ROOT, number < 9.95 ? "%.1f" : "%.0f", number);
    }

    /** A span of time: {@code 0.5 s}, {@code 12 s}, {@code 3 min}, {@code 2 h}. */
    static String span(Duration span) {
        long seconds = span.toSeconds();
        if (seconds >= 7200) {
            return seconds / 3600 + " h";
        }
        if (seconds >= 120) {
            return seconds / 60 + " min";
        }
        return seconds < 10 && span.toMillis() % THOUSAND != 0
                ? String.format(Locale.ROOT, "%.1f s", span.toMillis() / 1e3)
                : seconds + " s";
    }
}
