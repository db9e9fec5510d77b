package org.penlb.cli.top;

import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jline.keymap.BindingReader;
import org.jline.terminal.Terminal;
import org.jspecify.annotations.Nullable;

/**
 * The conversation at a terminal. One thread owns the screen and waits for events; another one asks the pen, one round at a
 * time; a third reads keys.
 */
final class TopSession {
    /** A pen that has said nothing for so long is said to be silent, although it may still answer. */
    private static final Duration LATE = Duration.ofSeconds(2);

    private final Poller poller;
    private final Terminal terminal;
    private final Settings settings;
    private final String address;
    private final boolean colour;
    private final BlockingQueue<TopEvent> events = new LinkedBlockingQueue<>();
    private final BlockingQueue<Poller.Wish> wishes = new LinkedBlockingQueue<>();

    private @Nullable Round round;
    private @Nullable String trouble;
    private long lastTold = System.nanoTime();
    private long asked = lastTold;
    private long answered = lastTold;
    private boolean isAsked;
    private boolean asking;
    private Poller.Wish wish;

    /**
     * @param address the control port, as it is shown
     * @param colour whether colours may be used
     */
    TopSession(Poller poller, Terminal terminal, Settings settings, String address, boolean colour) {
        this.poller = poller;
        this.terminal = terminal;
        this.settings = settings;
        this.address = address;
        this.colour = colour;
        wish = settings.wish();
    }

    /** Ends it from another thread. */
    void end() {
        events.add(new TopEvent.Pressed(Key.QUIT));
    }

    /** Runs until the user ends it, or the terminal is gone. */
    void run() throws InterruptedException {
        for (var signal : new Terminal.Signal[] {Terminal.Signal.INT, Terminal.Signal.QUIT}) {
            terminal.handle(signal, _ -> end());
        }
        terminal.handle(Terminal.Signal.WINCH, _ -> events.add(new TopEvent.Resized()));
        terminal.handle(Terminal.Signal.CONT, _ -> events.add(new TopEvent.Continued()));
        Thread asker = Thread.ofPlatform().daemon().name("top-asker").unstarted(this::answerWishes);
        try (var screen = new Screen(terminal, colour)) {
            asker.start();
            Thread.ofPlatform().daemon().name("top-keys").start(this::readKeys);
            boolean goesOn = true;
            while (goesOn) {
                askIfDue();
                goesOn = awaitEvents(screen);
                if (goesOn) {
                    draw(screen);
                }
            }
        } finally {
            asker.interrupt();
        }
    }

    private void draw(Screen screen) {
        var silent = Duration.ofNanos(System.nanoTime() - lastTold);
        boolean isLate = asking && System.nanoTime() - asked > LATE.toNanos();
        String wrong = isLate && trouble == null ? "no reply yet" : trouble;
        var view = new View(address, LocalTime.now(ZoneId.systemDefault()), settings, round, wrong, silent);
        var page = new TopPage(view, screen.width(), screen.height());
        settings.shown(page.firstServer(), page.shownServers());
        screen.show(page);
    }

    /** Waits for an event, but not longer than until it is time to ask. Takes all that came. False is the end. */
    private boolean awaitEvents(Screen screen) throws InterruptedException {
        TopEvent event;
        if (asking) {
            event = events.poll(LATE.toNanos(), TimeUnit.NANOSECONDS);
        } else if (settings.isPaused()) {
            event = events.take();
        } else {
            event = events.poll(Math.max(0, due() - System.nanoTime()), TimeUnit.NANOSECONDS);
        }
        for (; event != null; event = events.poll()) {
            if (event instanceof TopEvent.Pressed(Key key) && key == Key.QUIT) {
                return false;
            }
            obey(event, screen);
        }
        return true;
    }

    private void obey(TopEvent event, Screen screen) {
        switch (event) {
            case TopEvent.Pressed(Key key) -> {
                settings.obey(key);
                if (key == Key.REDRAW) {
                    screen.takeAgain();
                }
            }
            case TopEvent.Told(Round told) -> {
                round = told;
                trouble = null;
                lastTold = System.nanoTime();
                answer();
            }
            case TopEvent.Silent(String reason) -> {
                trouble = reason;
                answer();
            }
            case TopEvent.Failed(Throwable cause) -> throw new IllegalStateException("cannot go on", cause);
            case TopEvent.Resized(), TopEvent.Continued() -> screen.takeAgain();
        }
    }

    private void answer() {
        answered = System.nanoTime();
        asking = false;
    }

    /** When to ask again. A pen that takes long is left alone for as long. */
    private long due() {
        boolean isNew = !isAsked || !wish.equals(settings.wish());
        return isNew ? asked : Math.max(asked + settings.interval().toNanos(), answered + (answered - asked));
    }

    private void askIfDue() {
        if (!asking && !settings.isPaused() && System.nanoTime() - due() >= 0) {
            asking = true;
            isAsked = true;
            asked = System.nanoTime();
            wish = settings.wish();
            wishes.add(wish);
        }
    }

    private void answerWishes() {
        try {
            while (true) {
                Poller.Wish next = wishes.take();
                try {
                    events.add(new TopEvent.Told(poller.ask(next)));
                } catch (NoAnswer e) {
                    events.add(new TopEvent.Silent(e.reason()));
                }
            }
        } catch (InterruptedException _) {
            // the session is over
        } catch (Throwable e) {
            events.add(new TopEvent.Failed(e));
        }
    }

    private void readKeys() {
        try {
            var keys = new BindingReader(terminal.reader());
            var map = Key.map(terminal);
            for (Key key = keys.readBinding(map); key != null; key = keys.readBinding(map)) {
                events.add(new TopEvent.Pressed(key));
            }
        } catch (RuntimeException | Error _) {
            // JLine's way to say that the terminal is closed
        }
        end();
    }
}
