package org.penlb.dnsfront;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.penlb.balance.Server;
import org.penlb.dns.Header;
import org.penlb.dns.Rcode;
import org.penlb.relay.Addressed;
import org.penlb.relay.End;
import org.penlb.relay.StreamPort;
import org.penlb.relay.StreamReceiver;
import org.penlb.service.AdmissionPolicy;

/**
 * A client's connection over which it asks DNS queries, one after the other or many at a time. Each goes to a server by
 * itself, and answers go back as they come (RFC 7766). A client that does not take its answers is not listened to meanwhile.
 * A malformed query is answered with an error, and the next one is read, as BIND does it. What has no header, or is a
 * response, ends the connection after the answers to those before: a client that framed one message wrongly cannot be trusted to
 * have framed those behind it.
 */
final class TcpClient extends ObservedClient implements StreamReceiver, Replier {
    /** How many queries of it are under way at most; more wait. */
    private static final int MOST_OPEN = 128;
    /** How many bytes may wait for it, or for its own server, until it is not listened to. */
    private static final int MOST_PENDING = 64 * 1024;
    /** How long it may go on sending after we have said all. */
    private static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final TcpFront front;
    private final AdmissionPolicy admittedBy;
    private final StreamPort port;
    private final QueryReader reader;
    private final OwedBytes owed = new OwedBytes();

    /** Where the front keeps it. */
    int slot;

    private @Nullable TransferStream transfer;
    private @Nullable Server served;
    private int open;
    private boolean looksSoon;
    /** All is said. */
    private boolean shut;

    /** The last query that was done with got no answer. */
    private boolean lacking;

    private boolean over;
    private boolean refused;

    /**
     * @param who is at that end: that itself, or the one that a proxy there has named
     * @param admittedBy who is to be told of its end
     */
    TcpClient(TcpFront front, End end, Addressed who, AdmissionPolicy admittedBy) {
        super(front, end, who);
        this.front = front;
        this.admittedBy = admittedBy;
        this.port = front.transport().converse(end, this);
        this.reader = new QueryReader(front, this, port);
    }

    @Override
    public void received(StreamPort from, ByteBuffer bytes) {
        if (isFoundOurs()) {
            port.reset();
            return;
        }
        if (!reader.hasStopped()) {
            sent(bytes);
            reader.take(bytes);
        }
    }

    /**
     * Has a plain query answered.
     *
     * @return false if there is no room for it until others of this client are answered
     */
    boolean ask(MemorySegment memory, long offset, int length, int questionLength) {
        QueryPipeline.Outcome outcome = front.ask(memory, offset, length, questionLength, this);
        if (outcome == QueryPipeline.Outcome.ASKED) {
            open++;
            return true;
        }
        if (open > 0) {
            return false;
        }
        if (outcome == QueryPipeline.Outcome.REFUSED) {
            isRefused();
        } else {
            front.service().datagrams().dropped(1);
        }
        end();
        return true;
    }

    /**
     * Answers a query with an error of Pen's own.
     *
     * @param rcode one of {@link Rcode}
     */
    void replyError(MemorySegment memory, long offset, int rcode) {
        front.service().datagrams().formerr();
        MemorySegment reply = front.errorReply(memory, offset, rcode);
        if (!over && !shut) {
            front.writer().write(port, reply, 0, Header.LENGTH);
            wasSent(reply, 0, Header.LENGTH);
            countOwed();
        }
    }

    /**
     * Passes a message to its own server.
     *
     * @param same whether that is to be the same for a client each time
     * @param transfers whether the answer may be many messages
     */
    void pass(MemorySegment memory, long offset, int length, boolean same, boolean transfers) {
        TransferStream to = transfer;
        if (to == null) {
            to = front.transferOf(this, same);
            transfer = to;
            to.send(memory, offset, length, transfers);
            to.start();
        } else {
            to.send(memory, offset, length, transfers);
        }
    }

    /** Whether it has to wait until it may ask more. */
    boolean isFull() {
        return open >= MOST_OPEN || isSlow() || (transfer != null && transfer.pending() > MOST_PENDING);
    }

    /** Whether it does not take what it is sent. */
    boolean isSlow() {
        return pending() > MOST_PENDING;
    }

    /** What was written in this turn of the event loop is written out then, and may leave room. */
    void lookSoon() {
        if (!looksSoon && !over) {
            looksSoon = true;
            front.lookSoon(this);
        }
    }

    /** Goes on with what had to wait for room. */
    void look() {
        looksSoon = false;
        if (over) {
            return;
        }
        countOwed();
        if (transfer != null && !isSlow()) {
            transfer.goOn();
        }
        reader.goOn();
    }

    @Override
    public void reply(Query query, MessageView answer) {
        served = query.askedLast;
        replied(answer.memory(), answer.offset(), answer.length(), query.id);
    }

    @Override
    public void reply(Query query, byte[] answer) {
        replied(MemorySegment.ofArray(answer), 0, answer.length, query.id);
    }

    private void replied(MemorySegment memory, long offset, int length, int id) {
        open--;
        lacking = false;
        if (over) {
            return;
        }
        front.writer().writeWithId(port, memory, offset, length, id);
        wasSent(memory, offset, length);
        countOwed();
        endIfDone();
        lookIfPaused();
    }

    /** The many answers that it asked for before it was not listened to any more may be more than there is memory for. */
    private void countOwed() {
        if (owed.count(pending())) {
            front.isOwedTooMuch(this);
            port.reset();
        }
    }

    private void lookIfPaused() {
        if (reader.mayGoOn()) {
            lookSoon();
        }
    }

    @Override
    public void givenUp(Query query, boolean reached) {
        open--;
        lacking = true;
        if (!reached && !over) {
            isRefused();
            end();
        }
        endIfDone();
        lookIfPaused();
    }

    /** A message of its own server. */
    void passOn(MemorySegment memory, long offset, int length) {
        if (!over && !shut) {
            front.writer().write(port, memory, offset, length);
            wasSent(memory, offset, length);
            countOwed();
        }
    }

    /** No server takes it. */
    void isRefused() {
        if (!refused) {
            refused = true;
            front.refused(client());
        }
    }

    /**
     * Its own server has ended their connection.
     *
     * @param harmless whether the client lacks nothing
     */
    void transferEnded(boolean harmless) {
        transfer = null;
        if (!harmless) {
            end();
        }
        endIfDone();
        lookIfPaused();
    }

    /** What it got is not the whole, and it is to know. */
    void reset() {
        transfer = null;
        port.reset();
    }

    /** Nothing more is read: it gets the answers that are under way, and the end. */
    void end() {
        if (!reader.hasStopped() && !over) {
            reader.stop();
            if (transfer != null) {
                transfer.finish();
            }
        }
        endIfDone();
    }

    private void endIfDone() {
        if (reader.hasStopped() && !shut && !over && open == 0 && transfer == null) {
            shut = true;
            isActive();
            port.shutdownOutput();
        }
    }

    @Override
    public void ended(StreamPort from) {
        reader.ended();
    }

    @Override
    public void broken(StreamPort from, String reason) {
        // the peer is gone; closed() follows
    }

    @Override
    public void writable(StreamPort from) {
        countOwed();
        lookSoon();
    }

    @Override
    public void closed(StreamPort from) {
        over = true;
        var _ = owed.count(0);
        count();
        if (transfer != null) {
            transfer.close();
            transfer = null;
        }
        unlist();
        admittedBy.left(client());
        front.ended(this);
    }

    /**
     * Looks after it: counts, and closes it if it was idle for too long.
     *
     * @param idleNanos how long is too long, 0 for never
     */
    void sweep(long now, long idleNanos) {
        count();
        countOwed();
        long quiet = quietNanos(now);
        if ((idleNanos > 0 && quiet >= idleNanos) || (shut && quiet >= LINGER_NANOS && pending() == 0)) {
            close();
        }
    }

    /** A client that is owed something sees a reset: no end of ours is to look like the end of a transfer. */
    @Override
    void close() {
        if (open > 0 || lacking || pending() > 0 || (transfer != null && transfer.isUnderWay())) {
            port.reset();
        } else {
            port.close(); // as clients of name servers expect it of connections that are idle (RFC 7766)
        }
    }

    @Override
    boolean isOver() {
        return over;
    }

    @Override
    boolean isServed() {
        return served != null || transfer != null;
    }

    @Override
    @Nullable
    Server server() {
        return transfer == null ? served : transfer.server();
    }

    @Override
    long pending() {
        return port.pending();
    }

    @Override
    long pendingToServer() {
        return transfer == null ? 0 : transfer.pending();
    }
}
