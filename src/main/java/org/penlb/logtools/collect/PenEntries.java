package org.penlb.logtools.collect;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.penlb.config.IpAddress;

/**
 * The last lines of pen's log, and whose request one was. Looking takes the same time however many there are. For one
 * thread.
 */
final class PenEntries {
    /** Who sent a request. */
    private static final class Entry {
        private final IpAddress client;
        private final RequestKey whole;
        private final @Nullable RequestKey withoutProtocol;
        private boolean used;

        Entry(IpAddress client, RequestKey whole, @Nullable RequestKey withoutProtocol, boolean used) {
            this.client = client;
            this.whole = whole;
            this.withoutProtocol = withoutProtocol;
            this.used = used;
        }
    }

    /** Those with the same request to the same server. */
    private static final class Same {
        private Entry newest;
        /** Those that no line of a web server was about yet, the newest first. Some may have been found by another key. */
        private final Deque<Entry> unused = new ArrayDeque<>(1);

        Same(Entry first) {
            newest = first;
        }

        void add(Entry entry) {
            newest = entry;
            if (!entry.used) {
                unused.addFirst(entry);
            }
        }

        @Nullable
        Entry newestUnused() {
            Entry found = unused.pollFirst();
            while (found != null && found.used) {
                found = unused.pollFirst();
            }
            return found;
        }

        /** It is the oldest of all. */
        void forget(Entry entry) {
            if (unused.peekLast() == entry) {
                unused.removeLast();
            }
        }
    }

    private final int most;
    private final Deque<Entry> all = new ArrayDeque<>();
    private final Map<RequestKey, Same> byRequest = new HashMap<>();
    /** For servers whose logs do not say the protocol. */
    private final Map<RequestKey, Same> byRequestWithoutProtocol = new HashMap<>();

    /**
     * @param most how many there may be, from 1; of more the oldest are forgotten
     */
    PenEntries(int most) {
        this.most = most;
    }

    /**
     * Remembers a line.
     *
     * @param used whether a line of a web server was about it already
     */
    void add(IpAddress client, RequestKey whole, @Nullable RequestKey withoutProtocol, boolean used) {
        if (all.size() == most) {
            forget(all.removeFirst());
        }
        var entry = new Entry(client, whole, withoutProtocol, used);
        all.addLast(entry);
        add(byRequest, whole, entry);
        if (withoutProtocol != null) {
            add(byRequestWithoutProtocol, withoutProtocol, entry);
        }
    }

    private static void add(Map<RequestKey, Same> to, RequestKey key, Entry entry) {
        to.computeIfAbsent(key, _ -> new Same(entry)).add(entry);
    }

    private void forget(Entry oldest) {
        forget(byRequest, oldest.whole, oldest);
        if (oldest.withoutProtocol != null) {
            forget(byRequestWithoutProtocol, oldest.withoutProtocol, oldest);
        }
    }

    private static void forget(Map<RequestKey, Same> in, RequestKey key, Entry oldest) {
        Same same = in.get(key);
        if (same == null || same.newest == oldest) {
            in.remove(key);
        } else {
            same.forget(oldest);
        }
    }

    /**
     * Who sent a request that no line of a web server was about yet; of several the newest. It will not be found so again.
     *
     * @param request with its protocol or, if the web server does not write that, without
     */
    @Nullable
    IpAddress takeUnused(RequestKey request) {
        Same same = same(request);
        Entry found = same == null ? null : same.newestUnused();
        if (found == null) {
            return null;
        }
        found.used = true;
        return found.client;
    }

    /** Who sent such a request last. */
    @Nullable
    IpAddress newest(RequestKey request) {
        Same same = same(request);
        return same == null ? null : same.newest.client;
    }

    private @Nullable Same same(RequestKey request) {
        Same same = byRequest.get(request);
        return same == null ? byRequestWithoutProtocol.get(request) : same;
    }

    /** How many are remembered. */
    int size() {
        return all.size();
    }
}
