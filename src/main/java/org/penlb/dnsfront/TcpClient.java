package org.penlb.dnsfront;

import io.vertx.core.Future;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.penlb.balance.Server;
import org.penlb.config.Address;
import org.penlb.config.IpAddress;
import org.penlb.dns.QueryCheck;
import org.penlb.dns.StreamMessages;
import org.penlb.events.Origin;
import org.penlb.events.ServiceEvent;
import org.penlb.relay.End;
import org.penlb.relay.StreamPort;
import org.penlb.relay.StreamReceiver;
import org.penlb.relay.Tap;
import org.penlb.service.AdmissionPolicy;
import org.penlb.service.ConnectionView;
import org.penlb.service.OpenConnection;
import org.penlb.service.Service;

/**
 * A client's connection over which it asks DNS queries, one after the other or many at a time. Each goes to a server by
 * itself, and answers go back as they come (RFC 7766). A client that does not take its answers is not listened to meanwhile.
 * A malformed message ends it after the answers to those before: a client that framed one message wrongly cannot be trusted
 * to have framed those behind it.
 */
final class TcpClient implements StreamReceiver, StreamMessages.Reader, Replier, OpenConnection {
    /** How many queries of it are under way at most; more wait. */
    private static final int MOST_OPEN = 128;
    /** How many bytes may wait for it, or for its own server, until it is not listened to. */
    private static final int MOST_PENDING = 64 * 1024;
    /** How long it may go on sending after we have said all. */
    private static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(5);

    private static final int ID_LENGTH = 2;

    private final TcpFront front;
    private final End end;
    private final AdmissionPolicy admittedBy;
    private final IpAddress address;
    private final int number;
    private final StreamPort port;
    private final @Nullable Tap dump;
    private final StreamMessages messages = new StreamMessages();
    private final byte[] start = new byte[StreamMessages.PREFIX + ID_LENGTH];
    private final long openedAt = System.nanoTime();

    /** Where the front keeps it. */
    int slot;

    private @Nullable TransferStream transfer;
    private @Nullable Server served;
    private int open;
    private boolean paused;
    private boolean looksSoon;
    /** It has ended its direction. */
    private boolean ended;
    /** Nothing more that it sends is wanted, or comes. */
    private boolean last;
    /** All is said. */
    private boolean shut;

    private boolean over;
    private boolean refused;
    private long activeAt = openedAt;
    private long fromClient;
    private long toClient;
    private long countedFromClient;
    private long countedToClient;

    /**
     * @param admittedBy who is to be told of its end
     */
    TcpClient(TcpFront front, End end, AdmissionPolicy admittedBy) {
        this.admittedBy = admittedBy;
        this.front = front;
        this.end = end;
        this.address = end.peer();
        this.number = front.service().connectionTable().add(this);
        this.dump = front.dump(number, address);
        this.port = front.transport().converse(end, this);
    }

    @Override
    public void received(StreamPort from, ByteBuffer bytes) {
        if (last) {
            return;
        }
        activeAt = front.readsNow();
        fromClient += bytes.remaining();
        if (dump != null) {
            dump.fromClient(bytes.duplicate(), toClient);
        }
        if (!messages.take(bytes, this)) {
            stopped();
        }
    }

    @Override
    public boolean message(MemorySegment memory, long offset, int length) {
        QueryCheck check = front.check();
        if (check.judge(memory, offset, length) != QueryCheck.Verdict.FORWARD) {
            end();
        } else if (check.isPlain()) {
            ask(memory, offset, length, check.questionLength());
        } else {
            pass(memory, offset, length, check.isTransfer());
        }
        return !last && !isFull();
    }

    private void ask(MemorySegment memory, long offset, int length, int questionLength) {
        switch (front.ask(memory, offset, length, questionLength, this)) {
            case ASKED -> open++;
            case REFUSED -> {
                isRefused();
                end();
            }
            case DROPPED -> {
                front.service().datagrams().dropped(1);
                end();
            }
        }
    }

    private void pass(MemorySegment memory, long offset, int length, boolean transfers) {
        TransferStream to = transfer;
        if (to == null) {
            to = front.transferOf(this);
            transfer = to;
            to.send(memory, offset, length, transfers);
            to.start();
        } else {
            to.send(memory, offset, length, transfers);
        }
    }

    private boolean isFull() {
        return open >= MOST_OPEN || isSlow() || (transfer != null && transfer.pending() > MOST_PENDING);
    }

    /** Whether it does not take what it is sent. */
    boolean isSlow() {
        return port.pending() > MOST_PENDING;
    }

    /** It is not listened to until there is room again, or never more. */
    private void stopped() {
        if (last) {
            messages.forget();
            return;
        }
        paused = true;
        port.pauseReading();
        lookSoon();
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
        if (transfer != null && !isSlow()) {
            transfer.goOn();
        }
        if (paused && !last && !isFull()) {
            front.readsNow();
            if (!messages.resume(this)) {
                stopped();
            } else {
                paused = false;
                goOn();
            }
        }
    }

    private void goOn() {
        if (ended) {
            end();
        } else {
            port.resumeReading();
        }
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
        if (over) {
            return;
        }
        start[2] = (byte) (id >> Byte.SIZE);
        start[3] = (byte) id;
        write(memory, offset, length, ID_LENGTH);
        endIfDone();
        lookIfPaused();
    }

    private void lookIfPaused() {
        if (paused && !isFull()) {
            lookSoon();
        }
    }

    /**
     * Writes a message, of which these first bytes are in {@link #start} already.
     */
    private void write(MemorySegment memory, long offset, int length, int known) {
        start[0] = (byte) (length >> Byte.SIZE);
        start[1] = (byte) length;
        port.write(start, 0, StreamMessages.PREFIX + known);
        port.write(memory, offset + known, length - known);
        toClient += StreamMessages.PREFIX + length;
        activeAt = front.now();
        if (dump != null) {
            dump.fromServer(memory.asSlice(offset, length).asByteBuffer());
        }
    }

    @Override
    public void givenUp(Query query, boolean reached) {
        open--;
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
            write(memory, offset, length, 0);
        }
    }

    /** No server takes it. */
    void isRefused() {
        if (!refused) {
            refused = true;
            front.refused(address);
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
    private void end() {
        if (!last && !over) {
            last = true;
            messages.forget();
            port.resumeReading(); // what comes is thrown away, but its end is heard
            if (transfer != null) {
                transfer.finish();
            }
        }
        endIfDone();
    }

    private void endIfDone() {
        if (last && !shut && !over && open == 0 && transfer == null) {
            shut = true;
            activeAt = front.now();
            port.shutdownOutput();
        }
    }

    @Override
    public void ended(StreamPort from) {
        ended = true;
        if (!paused) {
            end();
        }
    }

    @Override
    public void broken(StreamPort from, String reason) {
        // the peer is gone; closed() follows
    }

    @Override
    public void writable(StreamPort from) {
        lookSoon();
    }

    @Override
    public void closed(StreamPort from) {
        over = true;
        count();
        if (transfer != null) {
            transfer.close();
            transfer = null;
        }
        front.service().connectionTable().remove(number);
        admittedBy.left(address);
        front.ended(this);
    }

    /** Adds what came and went since the last time to the client's own count. */
    private void count() {
        long up = fromClient - countedFromClient;
        long down = toClient - countedToClient;
        if (up != 0 || down != 0) {
            countedFromClient = fromClient;
            countedToClient = toClient;
            front.service().balancer().clients().transferred(address, up, down);
        }
    }

    /**
     * Looks after it: counts, and closes it if it was idle for too long.
     *
     * @param idleNanos how long is too long, 0 for never
     */
    void sweep(long now, long idleNanos) {
        count();
        long quiet = now - activeAt;
        if ((idleNanos > 0 && quiet >= idleNanos) || (shut && quiet >= LINGER_NANOS && port.pending() == 0)) {
            close();
        }
    }

    /** Ends it now. */
    void close() {
        port.close();
    }

    @Override
    public IpAddress client() {
        return address;
    }

    @Override
    public Future<ConnectionView> view() {
        return front.context()
                .call(() -> new ConnectionView(
                        number,
                        served != null || transfer != null,
                        end.descriptor(),
                        -1,
                        address,
                        transfer == null ? served : transfer.server(),
                        openedAt,
                        fromClient,
                        toClient,
                        over ? 0 : port.pending(),
                        transfer == null ? 0 : transfer.pending()));
    }

    @Override
    public Future<Void> closeForcibly(Origin origin) {
        return front.context()
                .call(() -> {
                    if (!over) {
                        tellClosed(origin);
                    }
                    close();
                    return this;
                })
                .mapEmpty();
    }

    private void tellClosed(Origin origin) {
        Service service = front.service();
        Server server = transfer == null ? served : transfer.server();
        String name = service.config().name();
        Address itsServer = server == null ? null : server.config().address();
        service.events().publish(new ServiceEvent.ConnectionClosed(name, number, address, itsServer, origin));
    }
}
