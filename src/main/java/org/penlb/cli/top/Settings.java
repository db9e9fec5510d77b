package org.penlb.cli.top;

import java.time.Duration;
import java.util.List;

/** What the user chose, and how keys change it. */
final class Settings {
    static final Duration SHORTEST = Duration.ofMillis(100);
    static final Duration LONGEST = Duration.ofHours(1);

    private static final List<Duration> INTERVALS = List.of(
            SHORTEST,
            Duration.ofMillis(200),
            Duration.ofMillis(500),
            Duration.ofSeconds(1),
            Duration.ofSeconds(2),
            Duration.ofSeconds(5),
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            Duration.ofMinutes(1),
            Duration.ofMinutes(5),
            LONGEST);

    /** Which clients are shown. */
    enum Clients {
        BY_BYTES,
        BY_CONNECTS,
        NONE;

        private Clients next() {
            return switch (this) {
                case BY_BYTES -> BY_CONNECTS;
                case BY_CONNECTS -> NONE;
                case NONE -> BY_BYTES;
            };
        }
    }

    private Duration interval;
    private ServerOrder order = ServerOrder.INDEX;
    private Clients clients = Clients.BY_BYTES;
    private boolean reversed;
    private boolean paused;
    private boolean help;
    private int service;
    private int scroll;
    private int page = 1;

    Settings(Duration interval) {
        this.interval = interval;
    }

    /** Sorts by this. */
    void sortBy(ServerOrder wanted) {
        order = wanted;
    }

    /** What was shown: scrolling goes on from there. */
    void shown(int firstServer, int servers) {
        scroll = firstServer;
        page = Math.max(1, servers);
    }

    /** Does what a key asks for. */
    void obey(Key key) {
        switch (key) {
            case NEXT_ORDER -> order = order.next(1);
            case PREVIOUS_ORDER -> order = order.next(-1);
            case REVERSE -> reversed = !reversed;
            case SLOWER -> slower();
            case FASTER -> faster();
            case SERVICE -> {
                service = service == Integer.MAX_VALUE ? 0 : service + 1;
                scroll = 0;
            }
            case CLIENTS -> clients = clients.next();
            case PAUSE -> paused = !paused;
            case HELP -> help = !help;
            case UP -> scroll = Math.max(0, scroll - 1);
            case DOWN -> scroll++;
            case PAGE_UP -> scroll = Math.max(0, scroll - page);
            case PAGE_DOWN -> scroll += page;
            case FIRST -> scroll = 0;
            case REDRAW, QUIT, NONE -> {}
        }
    }

    private void slower() {
        for (Duration longer : INTERVALS) {
            if (longer.compareTo(interval) > 0) {
                interval = longer;
                return;
            }
        }
    }

    private void faster() {
        for (Duration shorter : INTERVALS.reversed()) {
            if (shorter.compareTo(interval) < 0) {
                interval = shorter;
                return;
            }
        }
    }

    Duration interval() {
        return interval;
    }

    ServerOrder order() {
        return order;
    }

    Clients clients() {
        return clients;
    }

    boolean isReversed() {
        return reversed;
    }

    boolean isPaused() {
        return paused;
    }

    boolean isHelp() {
        return help;
    }

    int scroll() {
        return scroll;
    }

    /** What to ask a pen for: clients of ten seconds, or two intervals if that is more. */
    Poller.Wish wish() {
        int seconds = (int) Math.max(10, 2 * interval.toSeconds());
        return new Poller.Wish(service, clients == Clients.NONE ? 0 : seconds);
    }
}
