package org.penlb.relay;

import org.jspecify.annotations.Nullable;

/**
 * Elements in order, of which any is taken out or moved to the end in constant time and without allocating: each brings
 * its own {@link Link}. For one thread.
 */
public final class IntrusiveList<T> {
    /** An element's place in a chain; in one at a time. */
    public static final class Link<T> {
        private final @Nullable T element;
        private @Nullable Link<T> previous;
        private @Nullable Link<T> next;

        /**
         * @param element whose place it is
         */
        public Link(T element) {
            this.element = element;
        }

        private Link() {
            element = null;
        }

        /** Takes the element out of the chain that it is in, if it is in one. */
        public void unlink() {
            Link<T> before = previous;
            Link<T> behind = next;
            if (before != null && behind != null) {
                before.next = behind;
                behind.previous = before;
            }
            previous = null;
            next = null;
        }
    }

    /** Before the first and behind the last. */
    private final Link<T> ends = new Link<>();

    /** A chain without elements. */
    public IntrusiveList() {
        ends.previous = ends;
        ends.next = ends;
    }

    public boolean isEmpty() {
        return ends.next == ends;
    }

    /** The element that is there longest; null if there is none. */
    public @Nullable T first() {
        return ends.next == null ? null : ends.next.element;
    }

    /** The element before the end; null if there is none. */
    public @Nullable T last() {
        return ends.previous == null ? null : ends.previous.element;
    }

    /** Puts an element at the end, from wherever it is in this chain. */
    public void putLast(Link<T> link) {
        link.unlink();
        Link<T> last = ends.previous;
        if (last != null) {
            last.next = link;
        }
        link.previous = last;
        link.next = ends;
        ends.previous = link;
    }

    /** The element before this one; null if this is the first. */
    public @Nullable T before(Link<T> link) {
        return link.previous == null ? null : link.previous.element;
    }

    /** Takes an element out, if it is in. */
    public void remove(Link<T> link) {
        link.unlink();
    }
}
