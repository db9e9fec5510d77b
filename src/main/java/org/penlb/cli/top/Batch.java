package org.penlb.cli.top;

import java.io.PrintWriter;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.concurrent.TimeUnit;

/** Rounds as plain text, for scripts: all servers, some clients, no sequences for terminals. */
final class Batch {
    private static final int WIDTH = 160;
    private static final int CLIENTS = 10;

    private final Poller poller;
    private final Settings settings;
    private final String address;
    private final PrintWriter out;
    private final PrintWriter err;

    /**
     * @param address the control port, as it is shown
     * @param err where rounds without a reply are told
     */
    Batch(Poller poller, Settings settings, String address, PrintWriter out, PrintWriter err) {
        this.poller = poller;
        this.settings = settings;
        this.address = address;
        this.out = out;
        this.err = err;
    }

    /**
     * Prints rounds. Rates need something to compare with: the first is printed after one interval.
     *
     * @return whether each had its reply
     */
    boolean run(int rounds) throws InterruptedException {
        boolean isWhole = ask(false);
        if (!isWhole && rounds == 1) {
            return false;
        }
        for (int i = 0; i < rounds && !out.checkError(); i++) {
            TimeUnit.NANOSECONDS.sleep(settings.interval().toNanos());
            isWhole &= ask(true);
        }
        return isWhole && !out.checkError();
    }

    private boolean ask(boolean prints) {
        try {
            Round round = poller.ask(settings.wish());
            if (prints) {
                var view =
                        new View(address, LocalTime.now(ZoneId.systemDefault()), settings, round, null, Duration.ZERO);
                out.println(new TopPage(view, WIDTH, TopPage.heightOfAll(round, CLIENTS)).text());
                out.flush();
            }
            return true;
        } catch (NoAnswer e) {
            err.println("pen top: " + Line.harmless(e.reason()));
            err.flush();
            return false;
        }
    }
}
