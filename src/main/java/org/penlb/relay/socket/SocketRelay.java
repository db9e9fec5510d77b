package org.penlb.relay.socket;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.penlb.config.FastClose;
import org.penlb.relay.Editor;
import org.penlb.relay.Inspection;
import org.penlb.relay.Relay;
import org.penlb.relay.RelayListener;
import org.penlb.relay.SafeTap;

/** Two ends joined: a {@link Direction} each way, woken by either end. */
final class SocketRelay implements Relay, StreamEnd.Watcher {
    /** Who sends more than this to nobody learns of it by a reset. */
    private static final long MOST_THROWN_AWAY = 16L << 20;
    /** And who sends to nobody for longer than this. */
    private static final long LINGERING_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final SocketTransport transport;
    private final StreamEnd client;
    private final StreamEnd server;
    private final FastClose fastClose;
    private final RelayListener listener;
    private final SafeTap tap;
    private final Direction up;
    private final Direction down;
    private Deadlines.@Nullable Timed lingering;
    private boolean resetByServer;
    private boolean over;

    SocketRelay(
            SocketTransport transport,
            StreamEnd client,
            StreamEnd server,
            FastClose fastClose,
            Inspection inspection,
            RelayListener listener) {
        this.tap = SafeTap.of(inspection.tap());
        this.transport = transport;
        this.client = client;
        this.server = server;
        this.fastClose = fastClose;
        this.listener = listener;
        this.down = new Direction(transport, server, client, tap.seesServer() ? tap::fromServer : null, null);
        this.up = new Direction(
                transport,
                client,
                server,
                tap.seesClient() ? bytes -> tap.fromClient(bytes, fromServer()) : null,
                editor(inspection.editor()));
    }

    private @Nullable Edit editor(@Nullable Editor editor) {
        return editor == null
                ? null
                : new Edit() {
                    @Override
                    public @Nullable ByteBuf edit(ByteBuffer bytes) {
                        return editor.edit(bytes, fromServer());
                    }

                    @Override
                    public boolean isOver() {
                        return editor.isOver();
                    }

                    @Override
                    public boolean isOpen() {
                        return editor.isOpen();
                    }

                    @Override
                    public boolean isDone() {
                        return editor.isDone();
                    }
                };
    }

    /**
     * Starts with whatever came before the two were joined.
     *
     * @param preface what the server gets before
     */
    void start(byte[] preface) {
        up.begin(preface);
        client.watch(this);
        server.watch(this);
        ready(client);
    }

    @Override
    public long toServer() {
        return up.moved();
    }

    @Override
    public long fromServer() {
        return down.moved();
    }

    @Override
    public long pendingToServer() {
        return up.pending();
    }

    @Override
    public long pendingToClient() {
        return down.pending();
    }

    @Override
    public boolean isResetByServer() {
        return resetByServer;
    }

    @Override
    public void ready(StreamEnd end) {
        run(up, down, client, fastClose.onClientClose());
        if (!over) {
            run(down, up, server, fastClose.onServerClose());
        }
        // A reset after an orderly end shows neither as something to read nor, until the other side sends, as an error.
        if (!over && end.dead && (isClient(end) ? up : down).isDone() && !lingers(end)) {
            broken(end);
        }
    }

    @SuppressWarnings("ReferenceEquality") // which of the two, not what it is
    private boolean isClient(StreamEnd end) {
        return end == client;
    }

    /**
     * Whether a server that is gone, after it had ended in order, leaves a client that still sends: a close would be a reset to
     * it, for what is unread, and could throw away what it has not read of the answer. So what it sends is thrown away for a while.
     */
    private boolean lingers(StreamEnd gone) {
        boolean leaves = !isClient(gone) && up.isLost() && !up.isDone() && client.isPlain() && server.isPlain();
        if (!leaves || up.thrownAway() >= MOST_THROWN_AWAY) {
            return false;
        }
        if (lingering == null) {
            lingering = new Deadlines.Timed() {
                @Override
                void expired() {
                    finish();
                }
            };
            transport.deadlines().set(lingering, LINGERING_NANOS);
        }
        return true;
    }

    private void run(Direction direction, Direction opposite, StreamEnd sender, boolean closesBoth) {
        boolean wasDone = direction.isDone();
        boolean more = direction.pump(Math.min(client.turn(), server.turn()));
        direction.rest();
        if (direction.isDone()) {
            if (!wasDone && !(opposite.isComplete() && direction.isClosedByClose())) {
                direction.shutdownReceiver(); // a close would throw the last bytes away if there is something unread
            }
            boolean alone = closesBoth || (opposite.isLost() && !lingers(server));
            if (direction.isSettled() && (opposite.isDone() ? opposite.isSettled() : alone)) {
                finish();
                return;
            }
        }
        if (direction.isLost() && opposite.isDone() && !lingers(server)) {
            finish(); // nobody is left to hear or to be heard
            return;
        }
        StreamEnd broken = direction.broken();
        if (direction.isRefused()) {
            reset();
        } else if (broken != null) {
            broken(broken);
        } else if (more) {
            sender.remind();
        }
    }

    /** One end was reset or is gone. The other learns of it as a reset, unless it was told an orderly end before. */
    private void broken(StreamEnd end) {
        Direction fromBroken = isClient(end) ? up : down;
        boolean wasDone = fromBroken.isDone();
        end.dead = true;
        end.readable = true; // the event that says so may not have come yet
        fromBroken.pump(Integer.MAX_VALUE); // what the peer sent before it broke is still its word
        StreamEnd survivor = isClient(end) ? server : client;
        if (!wasDone && (!fromBroken.isDone() || end.isReset())) {
            survivor.reset();
            resetByServer = !isClient(end);
        } else if (!wasDone) {
            fromBroken.shutdownReceiver(); // its last bytes wait for the end, and a close could throw them away
        }
        finish();
    }

    @Override
    public void faulted(StreamEnd end) {
        reset();
    }

    @Override
    public void reset() {
        if (over) {
            return;
        }
        if (!down.isComplete() || !down.isSettled()) {
            client.reset();
        }
        if (!up.isComplete() || !up.isSettled()) {
            server.reset();
        }
        finish();
    }

    private void finish() {
        if (over) {
            return;
        }
        over = true;
        if (lingering != null) {
            transport.deadlines().cancel(lingering);
        }
        up.release();
        down.release();
        client.close();
        server.close();
        tap.over();
        transport.retire(() -> listener.over(this));
    }
}
