package org.penlb.balance;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.penlb.config.ConfigException;
import org.penlb.config.IpAddress;

/**
 * A few of the clients of a {@link ClientTable}, the most recently used first. However large the table, a page is bounded
 * work, of which the data path waits for a small part at a time; so a page of a search may be short, or empty, and have a
 * next one all the same.
 *
 * <p>Whoever follows {@link #next} sees each client once while the table stays as it is. A client that is used meanwhile
 * moves to the front, where it may be missed or seen again.
 *
 * @param next where the next page starts; null if there is none
 * @param total how many clients the table has, whether they were looked for or not
 * @param walked how many were looked at
 */
public record ClientPage(
        List<ClientTable.Entry> clients, @Nullable ClientCursor next, int total, int walked) {
    /** How many clients are looked at for a page at most. */
    public static final int MOST_WALKED = 50_000;
    /** How many of them at a time, while whoever wants to use the table waits: a fraction of a millisecond. */
    static final int MOST_PER_TURN = 1000;

    public ClientPage {
        clients = List.copyOf(clients);
    }

    /**
     * Reads a page.
     *
     * @param prefix how the addresses start that are looked for; empty for all. A whole address is found at once
     * @param after the page before, or null for the first
     * @param limit how many clients it has at most, at least 1
     */
    public static ClientPage of(ClientTable table, String prefix, @Nullable ClientCursor after, int limit) {
        String start = prefix.strip().toLowerCase(Locale.ROOT);
        List<ClientTable.Entry> found = new ArrayList<>();
        IpAddress whole = wholeAddress(start);
        ClientTable.Entry exact = whole == null ? null : table.entryOf(whole);
        if (exact != null && after == null) {
            found.add(exact);
        }
        ClientCursor cursor = after == null ? ClientCursor.START : after;
        int walked = 0;
        boolean more = true;
        while (more && found.size() < limit && walked < MOST_WALKED) {
            int turn = start.isEmpty() ? Math.min(MOST_PER_TURN, limit - found.size()) : MOST_PER_TURN;
            List<ClientTable.Place> places = table.after(cursor, turn);
            more = !places.isEmpty();
            for (int i = 0; i < places.size() && found.size() < limit; i++) {
                walked++;
                cursor = places.get(i).cursor();
                ClientTable.Entry entry = places.get(i).entry();
                if (entry != null && !entry.client().equals(whole) && fits(entry, start)) {
                    found.add(entry);
                }
            }
        }
        boolean last = table.after(cursor, 1).isEmpty();
        return new ClientPage(found, last ? null : cursor, table.size(), walked);
    }

    private static boolean fits(ClientTable.Entry entry, String start) {
        return start.isEmpty() || entry.client().toString().startsWith(start);
    }

    /** The address that a search is; null if it is only the start of one, such as 10.1, which could be read as 10.0.0.1. */
    private static @Nullable IpAddress wholeAddress(String text) {
        try {
            IpAddress address = IpAddress.parse(text);
            return !address.isV4() || address.toString().equals(text) ? address : null;
        } catch (ConfigException _) {
            return null;
        }
    }
}
