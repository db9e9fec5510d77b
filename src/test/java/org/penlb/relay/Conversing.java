package org.penlb.relay;

import java.io.ByteArrayOutputStream;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.zip.CRC32C;
import org.penlb.testing.Payload;

/** A receiver that notes what it hears; a test overrides what else it is to do. */
class Conversing implements StreamReceiver {
    final BlockingQueue<StreamPort> ended = new LinkedBlockingQueue<>();
    final BlockingQueue<String> broken = new LinkedBlockingQueue<>();
    final BlockingQueue<StreamPort> writable = new LinkedBlockingQueue<>();
    final BlockingQueue<StreamPort> closed = new LinkedBlockingQueue<>();
    /** The ports that an {@link #acceptor} has handed here. */
    final BlockingQueue<StreamPort> ports = new LinkedBlockingQueue<>();

    /** How many bytes have come. Written by the event loop. */
    volatile long length;

    private final CRC32C checksum = new CRC32C();
    private final ByteArrayOutputStream first = new ByteArrayOutputStream();

    /** Listens, and converses with each client. */
    Acceptor acceptor(Stage stage, SocketAddress local) {
        return stage.call(() -> stage.transport.listen(
                local, Stage.LISTEN, new Stage.Places(999), end -> ports.add(stage.transport.converse(end, this))));
    }

    /** What has come so far. */
    synchronized Payload received() {
        return new Payload(length, checksum.getValue());
    }

    /** The first bytes that have come. */
    synchronized byte[] bytes() {
        return first.toByteArray();
    }

    @Override
    public void received(StreamPort port, ByteBuffer bytes) {
        synchronized (this) {
            var copy = new byte[bytes.remaining()];
            bytes.duplicate().get(copy);
            checksum.update(copy);
            if (length < 100_000) {
                first.writeBytes(copy);
            }
            length += copy.length;
        }
    }

    @Override
    public void ended(StreamPort port) {
        ended.add(port);
    }

    @Override
    public void broken(StreamPort port, String reason) {
        broken.add(reason);
    }

    @Override
    public void writable(StreamPort port) {
        writable.add(port);
    }

    @Override
    public void closed(StreamPort port) {
        closed.add(port);
    }
}
