package org.penlb.logtools.collect;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Lines of web servers on their way out, in the order in which they came. What pen has to say about a request may come a
 * moment later than what the web server has: so a line whose client is not known yet waits a moment, and those behind it
 * wait with it. For one thread.
 */
final class WaitingLines {
    /** In bytes of memory: of more the first go out as they are. */
    static final long MOST = 8 << 20;

    private static final int OVERHEAD = 200;

    private final long patience;
    private final Consumer<WebLine> out;
    private final Deque<WebLine> lines = new ArrayDeque<>();
    private final Map<RequestKey, Deque<WebLine>> open = new HashMap<>();
    private long memory;

    /**
     * @param patience for how many nanoseconds a line waits for its client
     * @param out gets each line in its turn; one that is open still will never have a client from pen
     */
    WaitingLines(long patience, Consumer<WebLine> out) {
        this.patience = patience;
        this.out = out;
    }

    void add(WebLine line) {
        lines.addLast(line);
        memory += line.length() + OVERHEAD;
        RequestKey request = line.request();
        if (line.isOpen() && request != null) {
            open.computeIfAbsent(request, _ -> new ArrayDeque<>(1)).addLast(line);
        }
        while (memory > MOST) {
            passFirst();
        }
    }

    /** The first line that waits for whoever sent such a request, or null; it does not wait any longer. */
    @Nullable
    WebLine take(RequestKey request) {
        Deque<WebLine> same = open.get(request);
        if (same == null) {
            return null;
        }
        WebLine first = same.removeFirst();
        if (same.isEmpty()) {
            open.remove(request);
        }
        return first;
    }

    /** Lets those go out whose turn has come: up to the first whose client is not known and that has not waited enough. */
    void pass(long nanoTime) {
        for (WebLine first = lines.peekFirst(); first != null; first = lines.peekFirst()) {
            if (first.isOpen() && nanoTime - first.nanoTime() < patience) {
                return;
            }
            passFirst();
        }
    }

    /** Lets all go out. */
    void passAll() {
        while (!lines.isEmpty()) {
            passFirst();
        }
    }

    /** How many nanoseconds the first has yet to wait, or -1 if there is none. */
    long untilNext(long nanoTime) {
        WebLine first = lines.peekFirst();
        return first == null ? -1 : Math.max(0, patience - (nanoTime - first.nanoTime()));
    }

    private void passFirst() {
        WebLine first = lines.removeFirst();
        memory -= first.length() + OVERHEAD;
        RequestKey request = first.request();
        if (first.isOpen() && request != null) {
            take(request); // it is the oldest of its kind
        }
        out.accept(first);
    }
}
