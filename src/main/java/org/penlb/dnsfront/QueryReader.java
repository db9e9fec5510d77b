package org.penlb.dnsfront;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.penlb.dns.QueryCheck;
import org.penlb.dns.Rcode;
import org.penlb.dns.StreamMessages;
import org.penlb.relay.StreamPort;

/**
 * Reads the messages that a client sends, as long as there is room for what they ask, and tells plain queries from what needs
 * a server of the client's own. A malformed query is answered with an error. The first message that is not even that is the
 * last that is read.
 */
final class QueryReader implements StreamMessages.Reader {
    private final TcpFront front;
    private final TcpClient client;
    private final StreamPort port;
    private final StreamMessages messages = new StreamMessages();

    /** A query that waits until another of this client is answered, and how long its question is. */
    private byte @Nullable [] waiting;

    private int waitingQuestion;
    private boolean paused;
    /** The client has ended its direction. */
    private boolean ended;
    /** Nothing more that the client sends is wanted, or comes. */
    private boolean last;

    /**
     * @param client who gets the messages
     * @param port where they come from
     */
    QueryReader(TcpFront front, TcpClient client, StreamPort port) {
        this.front = front;
        this.client = client;
        this.port = port;
    }

    /** Takes what the client sent. */
    void take(ByteBuffer bytes) {
        if (!messages.take(bytes, this)) {
            stopped();
        }
    }

    @Override
    public boolean message(MemorySegment memory, long offset, int length) {
        QueryCheck check = front.check();
        switch (check.judge(memory, offset, length)) {
            case FORWARD -> {
                boolean plain = check.isPlain();
                if (plain && !front.isEachClientAlone()) {
                    ask(memory, offset, length, check.questionLength());
                } else {
                    client.pass(memory, offset, length, !plain && !check.isTransfer(), check.isTransfer());
                }
            }
            case FORMERR -> client.replyError(memory, offset, Rcode.FORMERR);
            case NOTIMP -> client.replyError(memory, offset, Rcode.NOTIMP);
            case DROP -> malformed();
        }
        return !last && waiting == null && !client.isFull();
    }

    private void malformed() {
        front.service().datagrams().malformed();
        client.end();
    }

    private void ask(MemorySegment memory, long offset, int length, int questionLength) {
        if (!client.ask(memory, offset, length, questionLength)) {
            waiting = memory.asSlice(offset, length).toArray(ValueLayout.JAVA_BYTE);
            waitingQuestion = questionLength;
        }
    }

    /** The client is not listened to until there is room again, or never more. */
    private void stopped() {
        if (last) {
            messages.forget();
            return;
        }
        paused = true;
        port.pauseReading();
        if (waiting == null) { // else there is room after an answer, not sooner
            client.lookSoon();
        }
    }

    /** Whether it has stopped, and could go on: there is room again. */
    boolean mayGoOn() {
        return paused && !client.isFull();
    }

    /** Goes on with what had to wait for room, if there is any now. */
    void goOn() {
        if (last || !mayGoOn()) {
            return;
        }
        front.readsNow();
        if (waiting != null) {
            MemorySegment again = MemorySegment.ofArray(waiting);
            waiting = null;
            ask(again, 0, (int) again.byteSize(), waitingQuestion);
            if (last) {
                return;
            }
        }
        if (waiting != null || client.isFull() || !messages.resume(this)) {
            stopped();
            return;
        }
        paused = false;
        if (ended) {
            endOfInput();
        } else {
            port.resumeReading();
        }
    }

    /** The client sends no more; what waits for room is read all the same. */
    void ended() {
        ended = true;
        if (!paused) {
            endOfInput();
        }
    }

    private void endOfInput() {
        if (messages.pending() > 0) {
            malformed(); // the start of a message is none
        } else {
            client.end();
        }
    }

    /** Reads nothing more. */
    void stop() {
        last = true;
        waiting = null;
        messages.forget();
        port.resumeReading(); // what comes is thrown away, but its end is heard
    }

    /** Whether nothing more is read. */
    boolean hasStopped() {
        return last;
    }
}
