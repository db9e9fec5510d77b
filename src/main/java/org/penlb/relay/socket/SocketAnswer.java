package org.penlb.relay.socket;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.penlb.relay.Relay;
import org.penlb.relay.RelayListener;
import org.penlb.relay.RequestHead;

/** Answers a client without a server: reads a request's head, sends a fixed reply, closes when the client does. */
final class SocketAnswer implements Relay, SocketEnd.Watcher {
    private final RequestHead head = new RequestHead();
    private final SocketTransport transport;
    private final SocketEnd client;
    private final byte[] reply;
    private final RelayListener listener;
    private int sent;
    private boolean ended;
    private boolean over;

    SocketAnswer(SocketTransport transport, SocketEnd client, byte[] reply, RelayListener listener) {
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
    public void ready(SocketEnd end) {
        try {
            receive();
            if (head.isComplete() && sent < reply.length && client.writable) {
                send();
            }
            if (ended && (sent == reply.length || !head.isComplete())) {
                close();
            }
        } catch (IOException | RuntimeException _) {
            close(); // reset by the client: nobody is left to answer
        }
    }

    private void receive() throws IOException {
        ByteBuffer buffer = transport.buffer();
        while (client.readable && !ended) {
            int n = client.socket.recvAddress(transport.bufferAddress(), 0, buffer.capacity());
            if (n > 0) {
                for (int i = 0; i < n; i++) {
                    head.add(buffer.get(i));
                }
            } else {
                client.readable = false;
                ended = n < 0;
            }
        }
    }

    private void send() throws IOException {
        ByteBuffer buffer = transport.buffer();
        buffer.put(0, reply, sent, reply.length - sent);
        int n = client.socket.sendAddress(transport.bufferAddress(), 0, reply.length - sent);
        sent += n;
        client.writable = sent == reply.length;
        if (client.writable) {
            client.socket.shutdownOutput();
        }
    }

    @Override
    public void faulted(SocketEnd end) {
        close();
    }

    @Override
    public void close() {
        if (!over) {
            over = true;
            client.close();
            transport.retire(() -> listener.over(this));
        }
    }
}
