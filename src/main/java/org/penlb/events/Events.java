package org.penlb.events;

import java.time.Clock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.penlb.balance.Assignments;
import org.penlb.balance.Server;
import org.penlb.config.IpAddress;

/**
 * What happens, told to whoever wants to know. Safe for all threads, and whoever publishes never waits: subscribers are called
 * at once by the thread that publishes, which may be an event loop in a hurry, so they hand on what takes time. What one of
 * them throws harms nobody else.
 */
public final class Events {
    private final RecentEvents recent;
    private final Subscribers<NotableEvent> subscribers = new Subscribers<>();
    private final Subscribers<ClientAssigned> ofAssignments = new Subscribers<>();
    private final Assignments assignments = new Assignments();

    /** Ends when it is closed; an event that is on its way may come after that. */
    @FunctionalInterface
    public interface Subscription extends AutoCloseable {
        /** Ends it; once more changes nothing. */
        @Override
        void close();
    }

    /**
     * @param clock tells the time of recent events
     */
    public Events(Clock clock) {
        recent = new RecentEvents(clock);
        subscribers.add(recent::record); // first, so that who is told of an event can look it up
    }

    /** The last ones. */
    public RecentEvents recent() {
        return recent;
    }

    /** Tells all who listen, in the order in which they came. */
    public void publish(NotableEvent event) {
        subscribers.tell(event);
    }

    /** Has somebody told of each event but the assignments, from now on; by then it is among the recent ones. */
    public Subscription subscribe(Consumer<? super NotableEvent> subscriber) {
        return subscribers.add(subscriber);
    }

    /**
     * Has somebody told of each client that is given a server, by any service. While nobody is, no such event is made; while
     * somebody is, each costs an object and a call for each connection, session or query.
     */
    public Subscription subscribeToAssignments(Consumer<? super ClientAssigned> subscriber) {
        Subscription added = ofAssignments.add(subscriber);
        listenIfWanted();
        return () -> {
            added.close();
            listenIfWanted();
        };
    }

    private synchronized void listenIfWanted() {
        assignments.listener(ofAssignments.isEmpty() ? null : this::assigned);
    }

    private void assigned(Supplier<String> service, IpAddress client, Server server, long now) {
        ofAssignments.tell(
                new ClientAssigned(service.get(), client, server.config().address(), server.role(), now));
    }

    /** Where balancers announce whom they give a server; for those who make balancers. */
    public Assignments assignments() {
        return assignments;
    }
}
