package org.penlb.config.json;

import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.penlb.config.ConfigException;

/** Durations as people write them: a whole number with its unit, such as {@code 30s}, {@code 500ms} or {@code 1h}. */
final class Durations {
    /** As long as pen's own numbers of seconds can say, 68 years. */
    private static final Duration LONGEST = Duration.ofSeconds(Integer.MAX_VALUE);

    private static final Pattern WRITTEN = Pattern.compile("([0-9]{1,15})(ms|s|m|h|d)");

    private record Unit(String name, Duration length) {}

    private static final List<Unit> UNITS = List.of(
            new Unit("d", Duration.ofDays(1)),
            new Unit("h", Duration.ofHours(1)),
            new Unit("m", Duration.ofMinutes(1)),
            new Unit("s", Duration.ofSeconds(1)),
            new Unit("ms", Duration.ofMillis(1)));

    private Durations() {}

    /**
     * Reads a duration that may be zero.
     *
     * @throws ConfigException if it is none, or longer than 2^31 - 1 seconds
     */
    static Duration read(Value value) {
        String text = value.text();
        Matcher matcher = WRITTEN.matcher(text);
        if (!matcher.matches()) {
            throw new ConfigException(
                    Found.shown(text) + " is not a duration (expected: a whole number with ms, s, m, h or d, such as "
                            + (text.matches("[0-9]{1,9}") ? "\"" + text + "s\"" : "\"30s\"") + ")");
        }
        long count = Long.parseLong(matcher.group(1));
        Duration unit = UNITS.stream()
                .filter(each -> each.name().equals(matcher.group(2)))
                .findFirst()
                .orElseThrow()
                .length();
        if (count > LONGEST.dividedBy(unit)) {
            throw new ConfigException(
                    Found.shown(text) + " is longer than " + LONGEST.toDays() + "d, the longest that there is");
        }
        return unit.multipliedBy(count);
    }

    /** Reads a duration that is more than zero. */
    static Duration readPositive(Value value) {
        Duration duration = read(value);
        if (duration.isZero()) {
            throw new ConfigException(Found.shown(value.text()) + " is not more than 0");
        }
        return duration;
    }

    /** Reads a duration for which a word, such as {@code never}, stands in the place of zero. */
    static Duration readOr(String zero, Value value) {
        return value.text().equals(zero) ? Duration.ZERO : read(value);
    }

    /** The duration in the largest unit that says it without a fraction. */
    static String write(Duration duration) {
        if (duration.isZero()) {
            return "0s";
        }
        for (Unit unit : UNITS) {
            if (unit.length().multipliedBy(duration.dividedBy(unit.length())).equals(duration)) {
                return duration.dividedBy(unit.length()) + unit.name();
            }
        }
        return duration.toMillis() + "ms";
    }

    static String writeOr(String zero, Duration duration) {
        return duration.isZero() ? zero : write(duration);
    }
}
