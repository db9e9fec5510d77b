package org.penlb.balance;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.penlb.config.ConfigException;

/**
 * How far somebody has read a {@link ClientTable}. Its text goes out to whoever reads page by page, and comes back with the
 * wish for the next one.
 *
 * @param place of the last client that was looked at
 * @param lastUse of that client then; if it is another one now, the client is elsewhere in the order
 * @param seeking the last use of the last client that was shown, if what is newer is to be passed over until it is reached
 *     again; else null
 */
public record ClientCursor(
        int place, long lastUse, @Nullable Long seeking) {
    private static final Pattern TEXT = Pattern.compile("(\\d{1,9})-([0-9a-f]{1,16})(?:-([0-9a-f]{1,16}))?");
    private static final int HEX = 16;
    private static final int LONGEST_QUOTE = 80;

    /** Before the first. */
    static final ClientCursor START = new ClientCursor(0, 0, null);

    /**
     * Reads what {@link #toString} wrote.
     *
     * @throws ConfigException if it is not that
     */
    public static ClientCursor parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            String quote = text.length() <= LONGEST_QUOTE ? text : text.substring(0, LONGEST_QUOTE) + "...";
            throw new ConfigException(
                    "after \"" + quote + "\": not a place in the list (expected: the \"next\" of a page)");
        }
        String seeking = matcher.group(3);
        return new ClientCursor(
                Integer.parseInt(matcher.group(1)),
                Long.parseUnsignedLong(matcher.group(2), HEX),
                seeking == null ? null : (Long) Long.parseUnsignedLong(seeking, HEX));
    }

    @Override
    public String toString() {
        return place + "-" + Long.toHexString(lastUse) + (seeking == null ? "" : "-" + Long.toHexString(seeking));
    }
}
