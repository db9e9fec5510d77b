package org.penlb.convert.nginx;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbers and times as nginx writes them: {@code 1h30m}, {@code 500ms}; seconds, if no unit is named. */
final class NginxUnits {
    private static final Pattern PART = Pattern.compile("(\\d{1,9})(ms|[smhdwMy]?) ?");
    private static final Duration LONGEST = Duration.ofMillis(Integer.MAX_VALUE);

    private NginxUnits() {}

    /** The time that a directive's only argument is. */
    static Duration time(Directive directive) {
        return time(directive, directive.name(), directive.argument());
    }

    /**
     * @param name what it is the value of
     */
    static Duration time(Directive directive, String name, String text) {
        Duration sum = Duration.ZERO;
        Matcher part = PART.matcher(text);
        int end = 0;
        while (end < text.length()) {
            if (!part.find(end) || part.start() != end) {
                throw notTime(directive, name, text);
            }
            sum = sum.plus(unit(part.group(2)).multipliedBy(Long.parseLong(part.group(1))));
            end = part.end();
        }
        if (text.isEmpty() || sum.compareTo(LONGEST) > 0) {
            throw notTime(directive, name, text);
        }
        return sum;
    }

    private static RuntimeException notTime(Directive directive, String name, String text) {
        return directive.error(name + ": \"" + text + "\" is not a time, such as 30s or 1h30m");
    }

    private static Duration unit(String unit) {
        return switch (unit) {
            case "ms" -> Duration.ofMillis(1);
            case "m" -> Duration.ofMinutes(1);
            case "h" -> Duration.ofHours(1);
            case "d" -> Duration.ofDays(1);
            case "w" -> Duration.ofDays(7);
            case "M" -> Duration.ofDays(30);
            case "y" -> Duration.ofDays(365);
            default -> Duration.ofSeconds(1);
        };
    }

    /** A number within bounds. */
    static int number(Directive directive, String name, String text, int least, int most) {
        try {
            int value = Integer.parseInt(text);
            if (value >= least && value <= most) {
                return value;
            }
        } catch (NumberFormatException _) {
            // said below
        }
        throw directive.error(name + ": \"" + text + "\" is not a number"
                + (most == Integer.MAX_VALUE ? " of at least " + least : " from " + least + " to " + most));
    }
}
