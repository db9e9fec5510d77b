package org.penlb.convert;

/**
 * A directive of another program's configuration that Pen's does not say, or does not say in full.
 *
 * @param place where it stands
 * @param directive as it is written there, shortened
 * @param how what became of it
 * @param reason why, or what comes nearest
 */
public record LeftOut(SourceLine place, String directive, How how, String reason) {
    private static final int MOST_SHOWN = 300;
    private static final String CUT = "...";

    /** What became of a directive. */
    public enum How {
        /** A server, a listener, a route or a rule about clients: clients notice. */
        MISSING("left out"),
        NOT("not carried over"),
        /** Pen does something like it; the reason says what is different. */
        APPROXIMATELY("carried over approximately");

        private final String words;

        How(String words) {
            this.words = words;
        }

        @Override
        public String toString() {
            return words;
        }
    }

    public LeftOut {
        directive = shown(directive);
        reason = shown(reason);
    }

    /** A text that can be shown on one line of any terminal, whatever a file has put into it. */
    static String shown(String text) {
        var shown = new StringBuilder();
        text.codePoints()
                .limit(MOST_SHOWN)
                .map(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT ? '?' : c)
                .forEach(shown::appendCodePoint);
        return text.codePointCount(0, text.length()) > MOST_SHOWN
                ? shown.append(CUT).toString()
                : shown.toString();
    }

    @Override
    public String toString() {
        return place + ": " + directive + ": " + how + ": " + reason;
    }
}
