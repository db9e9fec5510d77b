package org.penlb.convert.haproxy;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.penlb.config.ServiceBuilder;
import org.penlb.convert.Notes;

/**
 * Clients that come back to their server: a stick-table of addresses.
 *
 * @param clientsMax how many are remembered
 * @param tracking for how long after their last visit; zero for ever
 */
record Stickiness(int clientsMax, Duration tracking) {
    /**
     * What a backend says of it.
     *
     * @return null if its clients are not remembered, or not by their address
     */
    static @Nullable Stickiness of(Proxy back, Notes notes) {
        HaProxyLine table = back.setting("stick-table");
        boolean sticky = false;
        for (HaProxyLine line : back.sticks()) {
            List<String> words = line.words();
            String kind = line.word(1, "on, match, store-request or store-response");
            boolean known = kind.equals("on") || kind.equals("match") || kind.equals("store-request");
            if (known && words.size() == 3 && words.get(2).equals("src") && table != null) {
                sticky |= !kind.equals("store-request");
            } else {
                notes.not(
                        line.place(),
                        line.text(),
                        "Pen tracks clients by their address, each service by itself (stick on src)");
            }
        }
        if (table == null) {
            return null;
        }
        boolean addresses = table.words().size() > 2
                && table.words().get(1).equals("type")
                && table.words().get(2).matches("ip(v6)?");
        if (!sticky || !addresses) {
            notes.not(table.place(), table.text(), "Pen's table is of clients, by their address (stick on src)");
            return null;
        }
        return read(table, notes);
    }

    private static Stickiness read(HaProxyLine table, Notes notes) {
        int size = 0;
        Duration expire = Duration.ZERO;
        for (int i = 3; i < table.words().size(); i++) {
            String word = table.words().get(i);
            switch (word) {
                case "size" -> size = Units.size(table, word, table.word(++i, "a number"));
                case "expire" -> expire = Units.time(table, word, table.word(++i, "a time"));
                case "nopurge" ->
                    notes.approximately(
                            table.place(), "stick-table nopurge", "the client that came least recently gives way");
                default -> {
                    String value = table.word(++i, "the value of " + word);
                    notes.not(
                            table.place(),
                            "stick-table " + word + " " + value,
                            "Pen remembers a client's server, connections and bytes, in one process");
                }
            }
        }
        if (size == 0) {
            throw table.error("stick-table: the size is missing (expected: size N)");
        }
        return new Stickiness(size, expire);
    }

    void fill(ServiceBuilder service) {
        service.clientsMax = clientsMax;
        service.tracking = tracking;
    }
}
