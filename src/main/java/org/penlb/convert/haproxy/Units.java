package org.penlb.convert.haproxy;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbers, times and sizes as HAProxy writes them: times are milliseconds, if no unit is named. */
final class Units {
    private static final Pattern TIME = Pattern.compile("(\\d{1,12})(us|ms|s|m|h|d)?");
    private static final Pattern SIZE = Pattern.compile("(\\d{1,10})([kKmMgG])?");
    private static final Duration LONGEST = Duration.ofMillis(Integer.MAX_VALUE);

    private Units() {}

    /**
     * @param name what it is the value of
     */
    static Duration time(HaProxyLine line, String name, String text) {
        Matcher time = TIME.matcher(text);
        if (time.matches()) {
            String unit = time.group(2) == null ? "ms" : time.group(2);
            Duration value = unit(unit).getDuration().multipliedBy(Long.parseLong(time.group(1)));
            if (value.compareTo(LONGEST) <= 0) {
                return Duration.ofMillis(value.plusNanos(999_999).toMillis()); // what is not zero stays so
            }
        }
        throw line.error(name + ": \"" + text + "\" is not a time of at most 24 days, such as 5s (ms without a unit)");
    }

    private static ChronoUnit unit(String unit) {
        return switch (unit) {
            case "us" -> ChronoUnit.MICROS;
            case "s" -> ChronoUnit.SECONDS;
            case "m" -> ChronoUnit.MINUTES;
            case "h" -> ChronoUnit.HOURS;
            case "d" -> ChronoUnit.DAYS;
            default -> ChronoUnit.MILLIS;
        };
    }

    /** A number of entries; what is more than Pen can count is as many as it can. */
    static int size(HaProxyLine line, String name, String text) {
        Matcher size = SIZE.matcher(text);
        if (!size.matches() || Long.parseLong(size.group(1)) == 0) {
            throw line.error(name + ": \"" + text + "\" is not a size of at least 1, such as 100k");
        }
        int shift = switch (size.group(2) == null ? "" : size.group(2)) {
            case "k", "K" -> 10;
            case "m", "M" -> 20;
            case "g", "G" -> 30;
            default -> 0;
        };
        return (int) Math.min(Integer.MAX_VALUE, Long.parseLong(size.group(1)) << shift);
    }

    static int number(HaProxyLine line, String name, String text, int least, int most) {
        try {
            int value = Integer.parseInt(text);
            if (value >= least && value <= most) {
                return value;
            }
        } catch (NumberFormatException _) {
            // said below
        }
        throw line.error(name + ": \"" + text + "\" is not a number"
                + (most == Integer.MAX_VALUE ? " of at least " + least : " from " + least + " to " + most));
    }
}
