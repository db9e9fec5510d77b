package org.penlb.events;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Those who listen for one sort of events. Telling them takes no lock, and what one of them throws harms no other. */
final class Subscribers<E> {
    private static final Logger LOG = System.getLogger(Subscribers.class.getName());

    private volatile List<Subscriber<E>> all = List.of();

    /** One of them; the same consumer may be there twice. */
    private static final class Subscriber<E> {
        private final Consumer<? super E> consumer;
        private volatile boolean faultTold;

        Subscriber(Consumer<? super E> consumer) {
            this.consumer = consumer;
        }

        void tell(E event) {
            try {
                consumer.accept(event);
            } catch (RuntimeException e) {
                // Once: it may be told of thousands a second.
                LOG.log(faultTold ? Level.DEBUG : Level.WARNING, "a listener for events failed", e);
                faultTold = true;
            }
        }
    }

    /** The next one, told after those that are there already. */
    synchronized Events.Subscription add(Consumer<? super E> consumer) {
        var added = new Subscriber<E>(consumer);
        var more = new ArrayList<>(all);
        more.add(added);
        all = List.copyOf(more);
        return () -> remove(added);
    }

    private synchronized void remove(Subscriber<E> gone) {
        all = all.stream().filter(each -> each != gone).toList();
    }

    boolean isEmpty() {
        return all.isEmpty();
    }

    void tell(E event) {
        for (Subscriber<E> subscriber : all) {
            subscriber.tell(event);
        }
    }
}
