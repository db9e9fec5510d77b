package org.penlb.relay.socket;

import org.penlb.relay.Errno;
import org.penlb.relay.Look;
import org.penlb.relay.LookListener;
import org.penlb.relay.LookListener.Outcome;

/**
 * Looks at a client's first bytes and leaves them in the kernel. What comes makes a new edge, whether the bytes before it were
 * taken or not.
 */
final class SocketLook extends Deadlines.Timed implements Look, StreamEnd.Watcher {
    private final SocketTransport transport;
    private final SocketEnd client;
    private final int mostBytes;
    private final LookListener listener;
    private int seen;
    private boolean over;

    SocketLook(SocketTransport transport, SocketEnd client, int mostBytes, LookListener listener) {
        this.transport = transport;
        this.client = client;
        this.mostBytes = Math.min(mostBytes, transport.conversations().room());
        this.listener = listener;
    }

    void start(long patienceNanos) {
        client.watch(this);
        transport.deadlines().set(this, patienceNanos);
        transport.execute(() -> {
            if (!over) {
                client.wake();
            }
        });
    }

    @Override
    public void ready(StreamEnd same) {
        if (!client.readable) {
            return;
        }
        Conversations memory = transport.conversations();
        int n = client.socket.peek(memory.address(), mostBytes);
        if (n == -Errno.EAGAIN) {
            client.readable = false;
        } else if (n < 0) {
            finish(Outcome.RESET);
        } else if (n > seen) {
            seen = n;
            judge(listener.seen(client, memory.received(n)));
        } else {
            wantsMore();
        }
    }

    private void judge(LookListener.Verdict verdict) {
        switch (verdict) {
            case ENOUGH -> finish(Outcome.ENOUGH);
            case REFUSE -> finish(Outcome.REFUSED);
            case MORE -> wantsMore();
        }
    }

    private void wantsMore() {
        if (seen == mostBytes) {
            finish(Outcome.TOO_LONG);
        } else if (client.hangup) {
            finishAtEnd();
        }
    }

    /** The close may have overtaken bytes that came after the look: they make no edge any more. */
    private void finishAtEnd() {
        Conversations memory = transport.conversations();
        int n = client.socket.peek(memory.address(), mostBytes);
        if (n > seen) {
            seen = n;
            judge(listener.seen(client, memory.received(n)));
        } else {
            finish(n < 0 || client.socket.isBroken() ? Outcome.RESET : Outcome.ENDED);
        }
    }

    private void finish(Outcome outcome) {
        if (stop()) {
            try {
                listener.over(client, outcome);
            } catch (RuntimeException e) { // logged by whoever called
                client.reset();
                throw e;
            }
        }
    }

    private boolean stop() {
        if (over) {
            return false;
        }
        over = true;
        transport.deadlines().cancel(this);
        client.watchNobody();
        return true;
    }

    @Override
    void expired() {
        finish(Outcome.TIMEOUT);
    }

    @Override
    public void faulted(StreamEnd same) {
        client.reset();
        finish(Outcome.RESET); // whoever waits for it has places to give back
    }

    @Override
    public void cancel() {
        var _ = stop();
    }
}
