package org.penlb.dnsfront;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.penlb.balance.Choice;
import org.penlb.balance.Lease;
import org.penlb.balance.Server;
import org.penlb.dns.StreamMessages;
import org.penlb.relay.Dial;
import org.penlb.relay.DialListener;
import org.penlb.relay.End;
import org.penlb.relay.StreamPort;
import org.penlb.relay.StreamReceiver;

/**
 * A client's own connection to one server, for what is no plain query: transfers of zones, whose answers are many messages,
 * updates and notifications. The server's messages go to the client as they are, one after the other. Servers are tried in the
 * order of the client's {@link Choice} until one accepts.
 */
final class TransferStream implements DialListener, StreamReceiver, StreamMessages.Reader {
    private final TcpClient client;
    private final TcpDialer dialer;
    private final Choice choice;
    private final StreamMessages messages = new StreamMessages();
    private final ByteArrayOutputStream unsent = new ByteArrayOutputStream();
    private final byte[] prefix = new byte[StreamMessages.PREFIX];
    private @Nullable Lease lease;
    private @Nullable Dial dial;
    private @Nullable StreamPort port;
    private long dialledAt;
    private boolean finishing;
    private boolean over;

    private boolean transfers;
    private int unanswered;

    /**
     * @param choice the servers to try
     */
    TransferStream(TcpClient client, TcpDialer dialer, Choice choice) {
        this.client = client;
        this.dialer = dialer;
        this.choice = choice;
    }

    /** Tries the first server. */
    void start() {
        tryNext();
    }

    private void tryNext() {
        Lease next = choice.next();
        lease = next;
        if (next == null) {
            over = true;
            client.isRefused();
            client.transferEnded(false);
            return;
        }
        dialledAt = System.nanoTime();
        dial = dialer.dial(next.server(), this);
    }

    /** The server that has it, or is asked to take it. */
    @Nullable
    Server server() {
        return lease == null ? null : lease.server();
    }

    /** Whether the server may have more to say: what is the last message of a transfer only the client knows. */
    boolean isUnderWay() {
        return transfers || unanswered > 0;
    }

    /** How many bytes the server has not taken yet. */
    long pending() {
        return port == null ? unsent.size() : port.pending();
    }

    /**
     * Sends a client's message.
     *
     * @param transfer whether its answer may be many messages
     */
    void send(MemorySegment memory, long offset, int length, boolean transfer) {
        transfers |= transfer;
        unanswered++;
        prefix[0] = (byte) (length >> Byte.SIZE);
        prefix[1] = (byte) length;
        if (port != null) {
            port.write(prefix, 0, prefix.length);
            port.write(memory, offset, length);
        } else {
            unsent.writeBytes(prefix);
            unsent.writeBytes(memory.asSlice(offset, length).toArray(ValueLayout.JAVA_BYTE));
        }
        count(length + prefix.length, 0);
    }

    /** The client sends no more: the server gets to know, answers what it was asked, and ends the connection. */
    void finish() {
        finishing = true;
        if (port != null) {
            port.shutdownOutput();
        }
    }

    @Override
    public void connected(End end) {
        dial = null;
        if (lease == null) {
            return;
        }
        StreamPort opened = dialer.connected(lease.server(), end, dialledAt, this);
        port = opened;
        byte[] preface = dialer.service().stages().preface().of(client.addressed(), lease.server());
        opened.write(preface, 0, preface.length);
        opened.write(unsent.toByteArray(), 0, unsent.size());
        unsent.reset();
        if (finishing) {
            opened.shutdownOutput();
        }
        client.lookSoon();
    }

    @Override
    public void failed(Fault fault, String reason) {
        dial = null;
        Lease failed = lease;
        if (failed != null) {
            failed.close();
            dialer.failed(failed.server(), fault, reason);
        }
        tryNext();
        if (failed != null && fault != Fault.OURS && lease != null) {
            dialer.service().reports().moved(failed.server(), lease.server(), reason);
        }
    }

    @Override
    public void received(StreamPort from, ByteBuffer bytes) {
        messages.take(bytes, this);
        if (client.isSlow()) {
            from.pauseReading();
            client.lookSoon();
        }
    }

    @Override
    public boolean message(MemorySegment memory, long offset, int length) {
        unanswered = Math.max(0, unanswered - 1);
        count(0, length + prefix.length);
        client.passOn(memory, offset, length);
        return true;
    }

    private void count(int toServer, int fromServer) {
        if (lease != null) {
            lease.server().transferred(toServer, fromServer);
        }
    }

    /** The client has taken what waited for it. */
    void goOn() {
        if (port != null) {
            port.resumeReading();
        }
    }

    @Override
    public void writable(StreamPort to) {
        client.lookSoon();
    }

    /**
     * The server ends it. What a transfer was to bring may be missing then, which the client can tell only if its connection
     * ends, too; in the middle of a message it is torn off.
     */
    @Override
    public void ended(StreamPort from) {
        from.close();
        if (messages.pending() > 0) {
            torn("ended in the middle of a message");
        } else {
            isOver();
            client.transferEnded(!transfers && unanswered == 0);
        }
    }

    @Override
    public void broken(StreamPort from, String reason) {
        torn(reason);
    }

    private void torn(String reason) {
        if (!over) {
            if (lease != null) {
                dialer.failed(lease.server(), reason);
            }
            dialer.service().clients().countServerReset();
            isOver();
            client.reset();
        }
    }

    @Override
    public void closed(StreamPort from) {
        torn("connection closed"); // after a fault of ours
    }

    private void isOver() {
        over = true;
        if (lease != null) {
            lease.close();
        }
    }

    /** Ends it, because the client's connection is over. */
    void close() {
        if (over) {
            return;
        }
        isOver();
        if (dial != null) {
            dial.cancel();
            dial = null;
        }
        if (port != null && isUnderWay()) {
            port.reset(); // nobody is left to take what the server still has to say
        } else if (port != null) {
            port.close();
        }
    }
}
