package org.penlb.listen;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.penlb.config.IpAddress;
import org.penlb.relay.BindOptions;
import org.penlb.relay.DatagramBatch;
import org.penlb.relay.DatagramPort;
import org.penlb.relay.DatagramReceiver;
import org.penlb.relay.DatagramTransport;
import org.penlb.relay.Peer;

/** Datagrams that go nowhere: a test says what comes in, and looks at what goes out. */
public final class FakeDatagrams implements DatagramTransport {
    private final DatagramBatch batch = new DatagramBatch(Arena.ofAuto());

    /** Every port that was opened towards a server, the open ones. */
    public final List<Port> upstreams = new ArrayList<>();

    private @Nullable Port listening;

    /** Where ports towards servers start that are opened from now on, unless it is said from where. */
    public InetAddress source = InetAddress.ofLiteral("10.9.0.1");

    /** How many ports towards servers were opened so far. */
    public int opened;

    /** Servers to which there is no way. */
    public final Set<InetSocketAddress> unroutable = new HashSet<>();

    /** Whether the process has no descriptor left. */
    public boolean exhausted;

    /** What the system gives at most. */
    public int mostReceiveBuffer = Integer.MAX_VALUE;

    /** Whether the system takes nothing that is sent to servers. */
    public boolean takesNothing;

    /** A port and what was sent from it. */
    public final class Port implements DatagramPort {
        private final InetSocketAddress address;
        private final DatagramReceiver receiver;

        /** What was sent and not looked at yet, oldest first. */
        public final Queue<byte[]> sent = new ArrayDeque<>();
        /** To whom, if it is the listening port. */
        public final Queue<Integer> sentTo = new ArrayDeque<>();
        /** How many of them the system is said not to have taken, as far as nobody has asked. */
        public long dropped;
        /** How many of those that came in the kernel is said to have thrown away, as far as nobody has asked. */
        public long overflowed;

        private int receiveBuffer;
        /** How many datagrams are said to wait in the kernel. */
        public int waiting;

        private final InetSocketAddress localAddress;

        private Port(InetSocketAddress address, InetSocketAddress localAddress, DatagramReceiver receiver) {
            this.address = address;
            this.localAddress = localAddress;
            this.receiver = receiver;
        }

        /** The server's address, or the listener's own. */
        public InetSocketAddress address() {
            return address;
        }

        /** A datagram comes in from a client's port on 127.0.0.1, or from the server. */
        public void comesIn(byte[] datagram, int clientPort) {
            comesIn(datagram, IpAddress.parse("127.0.0.1"), clientPort);
        }

        /** A datagram comes in from a client at this address. */
        public void comesIn(byte[] datagram, IpAddress client, int clientPort) {
            MemorySegment.copy(datagram, 0, batch.memory(), ValueLayout.JAVA_BYTE, batch.offset(3), datagram.length);
            batch.length(3, datagram.length);
            batch.peer(3).from(client.high(), client.low(), clientPort, 0);
            receiver.received(this, batch, 3, 4);
        }

        /** The network says that nobody is there. */
        public void isUnreachable() {
            receiver.unreachable(this, "connection refused");
        }

        /** The system does not take what is sent from here. */
        public void cannotSend() {
            receiver.cannotSend(this, "network unreachable");
        }

        @Override
        public InetSocketAddress localAddress() {
            return localAddress;
        }

        @Override
        public int descriptor() {
            return -1;
        }

        @Override
        public void resume() {}

        @Override
        public void send(DatagramBatch from, int slot, Peer to) {
            var bytes = new byte[from.length(slot)];
            from.copyTo(slot, bytes);
            send(bytes, bytes.length, to);
        }

        @Override
        public void send(DatagramBatch from, int slot) {
            var bytes = new byte[from.length(slot)];
            from.copyTo(slot, bytes);
            sent.add(bytes);
        }

        @Override
        public void send(byte[] datagram, int length, Peer to) {
            sent.add(Arrays.copyOf(datagram, length));
            sentTo.add(to.port());
        }

        @Override
        public void send(byte[] datagram, int length) {
            if (takesNothing) {
                dropped++;
            } else {
                sent.add(Arrays.copyOf(datagram, length));
            }
        }

        @Override
        public void anyOrder() {
            // they are taken as they come
        }

        @Override
        public int waiting() {
            return waiting;
        }

        @Override
        public void receiveBuffer(int bytes) {
            receiveBuffer = Math.min(bytes, mostReceiveBuffer);
        }

        @Override
        public int receiveBuffer() {
            return receiveBuffer;
        }

        @Override
        public long takeOverflowed() {
            long taken = overflowed;
            overflowed = 0;
            return taken;
        }

        @Override
        public long takeDropped() {
            long taken = dropped;
            dropped = 0;
            return taken;
        }

        @Override
        public void close() {
            upstreams.remove(this);
        }
    }

    @Override
    public DatagramPort listen(
            InetSocketAddress local, BindOptions bind, int receiveBuffer, DatagramReceiver receiver) {
        listening = new Port(local, local, receiver);
        listening.receiveBuffer(receiveBuffer);
        return listening;
    }

    @Override
    public DatagramPort connect(InetSocketAddress server, @Nullable InetAddress from, DatagramReceiver receiver)
            throws IOException {
        if (unroutable.contains(server)) {
            throw new NoRouteToHostException();
        }
        if (exhausted) {
            throw new IOException("Too many open files");
        }
        var local = new InetSocketAddress(from == null ? source : from, 20_000 + opened++);
        var port = new Port(server, local, receiver);
        upstreams.add(port);
        return port;
    }

    /** The listening port. */
    public Port listening() {
        if (listening == null) {
            throw new AssertionError("nothing listens");
        }
        return listening;
    }

    @Override
    public void close() {}
}
