package org.penlb.relay.socket;

import java.nio.ByteBuffer;
import org.penlb.relay.Errno;
import org.penlb.relay.Relay;
import org.penlb.relay.RelayListener;
import org.penlb.relay.RequestHead;

/** Answers a client without a server: reads a request's head, sends a fixed reply, closes when the client does. */
final class SocketAnswer implements Relay, StreamEnd.Watcher {
    /** How often it may receive before the other connections of the event loop get their turn. */
    private static final int TURNS = 4;

    private final RequestHead head = new RequestHead();
    private final SocketTransport transport;
    private final StreamEnd client;
    private final byte[] reply;
    private final RelayListener listener;
    private int sent;
    private boolean ended;
    /** Reset by the client: nobody is left to answer. */
    private boolean broken;

    private boolean over;

    SocketAnswer(SocketTransport transport, StreamEnd client, byte[] reply, RelayListener listener) {
        this.transport = transport;
        this.client = client;
        this.reply = reply;
        this.listener = listener;
    }

    void start() {
        client.watch(this);
        ready(client);
    }

    @Override
    public long toServer() {
        return 0;
    }

    @Override
    public long fromServer() {
        return sent;
    }

    @Override
    public void ready(StreamEnd end) {
        receive();
        while (head.isComplete() && sent < reply.length && client.writable && !broken) {
            send();
        }
        if (broken || (ended && (isAnswered() || !head.isComplete()))) {
            finish();
        }
    }

    private boolean isAnswered() {
        return sent == reply.length && client.unsent() == 0;
    }

    private void receive() {
        ByteBuffer buffer = transport.buffer();
        for (int turn = 0; client.readable && !ended && !broken; turn++) {
            if (turn == TURNS) {
                client.remind();
                return;
            }
            int n = client.receive(transport.bufferAddress(), buffer.capacity());
            if (n > 0) {
                for (int i = 0; i < n; i++) {
                    head.add(buffer.get(i));
                }
            } else if (n != -Errno.EAGAIN) {
                broken = n < 0;
            }
            ended = client.ended;
        }
    }

    private void send() {
        ByteBuffer buffer = transport.buffer();
        buffer.put(0, reply, sent, reply.length - sent);
        int n = client.send(transport.bufferAddress(), reply.length - sent, true);
        if (n < 0 && n != -Errno.EAGAIN) {
            broken = true;
            return;
        }
        sent += Math.max(n, 0);
        if (sent == reply.length) {
            broken = !client.shutdownOutput();
        }
    }

    @Override
    public void faulted(StreamEnd end) {
        reset();
    }

    @Override
    public void reset() {
        if (!over && head.isComplete() && !isAnswered()) {
            client.reset();
        }
        finish();
    }

    private void finish() {
        if (!over) {
            over = true;
            client.close();
            transport.retire(() -> listener.over(this));
        }
    }
}
