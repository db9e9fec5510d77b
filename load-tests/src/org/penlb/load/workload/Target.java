package org.penlb.load.workload;

import java.util.Locale;
import java.util.OptionalDouble;

/**
 * Something that ours should reach.
 *
 * @param what such as {@code http-keepalive, 1 loop: CPU to the best peer}
 * @param limit how much, in the unit
 * @param least whether the limit is the least that is wanted, not the most
 * @param unit such as {@code KiB}; empty for ratios and numbers
 * @param figure what was measured; empty if it could not be
 * @param verdict whether that is enough
 */
public record Target(
        String what, double limit, boolean least, String unit, OptionalDouble figure, Target.Verdict verdict) {
    /** Whether a target is met. */
    public enum Verdict {
        MET("met"),
        MISSED("MISSED"),
        /** This machine cannot tell. */
        NOT_JUDGED("not judged here"),
        NOT_MEASURED("not measured");

        private final String words;

        Verdict(String words) {
            this.words = words;
        }

        /** For reports. */
        public String words() {
            return words;
        }
    }

    /** At most so much. */
    static Target atMost(double limit, String unit, String what, OptionalDouble figure) {
        return new Target(what, limit, false, unit, figure, verdict(figure, figure.orElse(0) <= limit));
    }

    /** At least so much. */
    static Target atLeast(double limit, String what, OptionalDouble figure) {
        return new Target(what, limit, true, "", figure, verdict(figure, figure.orElse(0) >= limit));
    }

    private static Verdict verdict(OptionalDouble figure, boolean enough) {
        return figure.isEmpty() ? Verdict.NOT_MEASURED : enough ? Verdict.MET : Verdict.MISSED;
    }

    /** The same, of work that was not done: answers were lost. */
    Target missed() {
        return new Target(what + " (answers were lost)", limit, least, unit, figure, Verdict.MISSED);
    }

    /** The same, for show only. */
    Target notJudged() {
        return verdict == Verdict.NOT_MEASURED
                ? this
                : new Target(what, limit, least, unit, figure, Verdict.NOT_JUDGED);
    }

    /** The limit in words. */
    public String wanted() {
        return (least ? "at least " : "at most ") + withUnit(limit, limit >= 2 || !unit.isEmpty());
    }

    /** The figure in words. */
    public String reached() {
        return figure.isEmpty() ? "-" : withUnit(figure.getAsDouble(), !unit.isEmpty());
    }

    /** Whole numbers may go without decimals, but for ratios. */
    private String withUnit(double value, boolean wholeMayBe) {
        boolean whole = wholeMayBe && value == Math.rint(value);
        return String.format(Locale.ROOT, whole ? "%.0f" : "%.2f", value) + (unit.isEmpty() ? "" : " " + unit);
    }
}
