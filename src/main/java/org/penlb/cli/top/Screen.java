package org.penlb.cli.top;

import java.io.PrintWriter;
import org.jline.terminal.Attributes;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;

/** The terminal while it belongs to this program: its other screen, without a cursor, keys as they are pressed. */
final class Screen implements AutoCloseable {
    private static final int USUAL_WIDTH = 80;
    private static final int USUAL_HEIGHT = 24;
    private static final int MOST = 1000;

    private static final String ENTER = "\033[?1049h\033[?25l";
    private static final String LEAVE = "\033[?25h\033[?1049l";

    private final Terminal terminal;
    private final Painter painter;
    private final Attributes before;
    private final Thread atExit = Thread.ofPlatform().unstarted(this::leave);
    private Size size = new Size();
    private boolean left;

    /**
     * Takes the terminal until this is closed, or the program ends.
     *
     * @param colour whether colours may be used
     */
    Screen(Terminal terminal, boolean colour) {
        this.terminal = terminal;
        painter = new Painter(colour);
        before = terminal.getAttributes();
        Runtime.getRuntime().addShutdownHook(atExit);
        enter();
    }

    private synchronized void enter() {
        if (left) {
            return;
        }
        terminal.enterRawMode();
        Attributes raw = terminal.getAttributes();
        raw.setControlChar(Attributes.ControlChar.VSUSP, 0); // nobody would restore the terminal for the shell
        raw.setControlChar(Attributes.ControlChar.VMIN, 1); // to read is to wait for a key
        raw.setControlChar(Attributes.ControlChar.VTIME, 0);
        terminal.setAttributes(raw);
        size = terminal.getSize();
        write(ENTER);
        painter.forget();
    }

    /** Looks how large it is, and has the next page drawn as a whole; after a stop by another process, or where something else wrote. */
    void takeAgain() {
        enter();
    }

    /** Draws a page. */
    synchronized void show(TopPage page) {
        if (!left) {
            write(painter.paint(page, height()));
        }
    }

    /** How many columns it has. */
    int width() {
        return within(size.getColumns(), USUAL_WIDTH);
    }

    /** How many lines it has. */
    int height() {
        return within(size.getRows(), USUAL_HEIGHT);
    }

    /** A serial line, or a container's, says 0. */
    private static int within(int said, int usual) {
        return said <= 0 ? usual : Math.min(said, MOST);
    }

    private void write(String text) {
        PrintWriter writer = terminal.writer();
        writer.write(text);
        writer.flush();
    }

    private synchronized void leave() {
        if (!left) {
            left = true;
            write("\033[0m\033[" + height() + ";1H" + LEAVE);
            terminal.setAttributes(before);
        }
    }

    @Override
    public void close() {
        leave();
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException _) {
            // the program ends
        }
    }
}
