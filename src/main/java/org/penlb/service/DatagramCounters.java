package org.penlb.service;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * What became of the datagrams of a service's clients since the start. Counted by every event loop, summed when read; what
 * each server did with its queries is counted there.
 */
public final class DatagramCounters {
    private final LongAdder received = new LongAdder();
    private final LongAdder sent = new LongAdder();
    private final LongAdder dropped = new LongAdder();
    private final LongAdder overflowed = new LongAdder();
    private final LongAdder shed = new LongAdder();
    private final LongAdder looped = new LongAdder();
    private final LongAdder malformed = new LongAdder();
    private final LongAdder formerr = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder unanswered = new LongAdder();
    private final LongAdder unexpectedAnswers = new LongAdder();
    private final LongAdder sessionsOpened = new LongAdder();
    private final LongAdder sessionsEnded = new LongAdder();
    private final LongAdder sessionsEvicted = new LongAdder();
    /** Asked for each batch, and changed seldom. */
    private final AtomicInteger knownSessions = new AtomicInteger();

    /**
     * All of them at a moment. Each is exact; one may be a little older than another while datagrams come in.
     *
     * @param received from clients
     * @param sent to clients
     * @param dropped of clients or servers, because a buffer or a limit was full, or the system did not take it; what
     *     overflowed, was shed, or looped is in it
     * @param overflowed of clients or servers, which the kernel threw away, since the buffer of the socket was full
     * @param shed of clients, which had waited for too long, or were the first of a new one while known ones waited
     * @param looped of clients that are sockets of this Pen, so that they would have gone round for ever
     * @param malformed of clients, over TCP as well, which are no queries
     * @param formerr of clients, over TCP as well, answered by Pen with an error: FORMERR, or NOTIMP
     * @param refused of clients that no server took
     * @param unanswered queries of clients that no server answered in time
     * @param unexpectedAnswers of servers, which nobody waited for: too late, forged, or of another question
     * @param sessionsOpened since the start
     * @param sessionsOpen now
     * @param sessionsEvicted ended before their time because a newer one needed the place
     */
    public record Totals(
            long received,
            long sent,
            long dropped,
            long overflowed,
            long shed,
            long looped,
            long malformed,
            long formerr,
            long refused,
            long unanswered,
            long unexpectedAnswers,
            long sessionsOpened,
            long sessionsOpen,
            long sessionsEvicted) {}

    /** Datagrams came from clients. */
    public void received(long datagrams) {
        received.add(datagrams);
    }

    /** Datagrams went to clients. */
    public void sent(long datagrams) {
        sent.add(datagrams);
    }

    /** Datagrams were lost here, whichever way they went. */
    public void dropped(long datagrams) {
        dropped.add(datagrams);
    }

    /** The kernel threw datagrams away, of clients or servers, since a socket's receive buffer was full. */
    public void overflowed(long datagrams) {
        dropped.add(datagrams);
        overflowed.add(datagrams);
    }

    /** Clients' datagrams were given up so that others need not wait for long. */
    public void shed(long datagrams) {
        dropped.add(datagrams);
        shed.add(datagrams);
    }

    /** A client's datagram would have gone round for ever. */
    public void looped() {
        dropped.increment();
        looped.increment();
    }

    /** A client's message is no query, and not even enough of one to be answered. */
    public void malformed() {
        malformed.increment();
    }

    /** A client's query is broken, or of a kind that is not forwarded, and it was told so. */
    public void formerr() {
        formerr.increment();
    }

    /** No server took a client's datagram. */
    public void refused() {
        refused.increment();
    }

    /** A client's query was given up: no server answered in time. */
    public void unanswered() {
        unanswered.increment();
    }

    /** A server's datagram was not waited for. */
    public void unexpectedAnswer() {
        unexpectedAnswers.increment();
    }

    public void sessionOpened() {
        sessionsOpened.increment();
    }

    /** A session ended, for whatever reason. */
    public void sessionEnded() {
        sessionsEnded.increment();
    }

    /** The reason was that a newer one needed its place; {@link #sessionEnded} is to be called, too. */
    public void sessionEvicted() {
        sessionsEvicted.increment();
    }

    /** Sessions whose client went on after an answer became more, or fewer. */
    public void knownSessions(int more) {
        knownSessions.addAndGet(more);
    }

    /** Whether there is any whose client should not wait for others, on whichever event loop: they share the machine. */
    public boolean hasKnownSessions() {
        return knownSessions.get() > 0;
    }

    public Totals totals() {
        long ended = sessionsEnded.sum(); // before those opened, or there could be fewer than none
        long opened = sessionsOpened.sum();
        return new Totals(
                received.sum(),
                sent.sum(),
                dropped.sum(),
                overflowed.sum(),
                shed.sum(),
                looped.sum(),
                malformed.sum(),
                formerr.sum(),
                refused.sum(),
                unanswered.sum(),
                unexpectedAnswers.sum(),
                opened,
                Math.max(0, opened - ended),
                sessionsEvicted.sum());
    }
}
