package org.penlb.load.client;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.penlb.load.process.Failure;

/** Figures in what a program says. */
final class Said {
    private Said() {}

    /**
     * The first group of the first match.
     *
     * @throws Failure if there is none
     */
    static double number(String program, String text, Pattern pattern) {
        Matcher found = pattern.matcher(text);
        if (!found.find()) {
            throw new Failure(program + " says: " + text.strip() + " (expected: " + pattern + ")");
        }
        return Double.parseDouble(found.group(1));
    }

    /** The sum of all groups of the first match; 0 if there is none. */
    static long sum(String text, Pattern pattern) {
        Matcher found = pattern.matcher(text);
        long sum = 0;
        if (found.find()) {
            for (int group = 1; group <= found.groupCount(); group++) {
                sum += Long.parseLong(found.group(group));
            }
        }
        return sum;
    }
}
