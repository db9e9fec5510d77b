package org.penlb.listen;

import java.lang.foreign.Arena;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.penlb.balance.Server;
import org.penlb.balance.ServerTable;
import org.penlb.config.AccessList;
import org.penlb.config.CountryLookup;
import org.penlb.config.Protocol;
import org.penlb.config.Selection;
import org.penlb.config.ServerArguments;
import org.penlb.config.ServiceBuilder;
import org.penlb.config.ServiceConfig;
import org.penlb.relay.BindOptions;
import org.penlb.relay.DatagramBatch;
import org.penlb.relay.DatagramPort;
import org.penlb.relay.DatagramReceiver;
import org.penlb.relay.DatagramTransport;
import org.penlb.relay.Peer;
import org.penlb.service.Service;

/**
 * Datagrams that go nowhere and allocate nothing, so that a test can tell what those allocate who handle them. What is sent
 * lies in its slot still.
 */
public final class QuietDatagrams implements DatagramTransport {
    private final DatagramBatch batch = new DatagramBatch(Arena.ofAuto());
    private @Nullable Port listening;
    private @Nullable Port asked;
    private long replies;

    private final class Port implements DatagramPort {
        private final InetSocketAddress address;
        private final DatagramReceiver receiver;

        private Port(InetSocketAddress address, DatagramReceiver receiver) {
            this.address = address;
            this.receiver = receiver;
        }

        @Override
        public InetSocketAddress localAddress() {
            return address;
        }

        @Override
        public int descriptor() {
            return -1;
        }

        @Override
        public void resume() {}

        @Override
        public void send(DatagramBatch from, int slot, Peer to) {
            replies++;
        }

        @Override
        public void send(DatagramBatch from, int slot) {
            asked = this;
        }

        @Override
        public void send(byte[] datagram, int length, Peer to) {
            throw new AssertionError("a reply out of turn");
        }

        @Override
        public void send(byte[] datagram, int length) {
            throw new AssertionError("a query out of turn");
        }

        @Override
        public void anyOrder() {
            // they are taken as they come
        }

        @Override
        public int waiting() {
            return 0;
        }

        @Override
        public void receiveBuffer(int bytes) {}

        @Override
        public int receiveBuffer() {
            return Integer.MAX_VALUE;
        }

        @Override
        public long takeOverflowed() {
            return 0;
        }

        @Override
        public long takeDropped() {
            return 0;
        }

        @Override
        public void close() {}
    }

    /**
     * A service of a few servers, or many, up to 65,536: 10.0.0.0, 10.0.0.1 and so on.
     *
     * @param selection by which it chooses
     */
    public static Service service(int servers, Protocol protocol, Selection selection) {
        var arguments = new ServerArguments(_ -> -1);
        var builder = new ServiceBuilder("test", arguments.listener("127.0.0.1:0"), 100_000);
        for (int i = 0; i < servers; i++) {
            builder.servers().add(arguments.server(host(i) + ":53", builder.listen()));
        }
        builder.protocol = protocol;
        builder.selection = selection;
        ServiceConfig config = builder.build();
        List<Server> all = new ArrayList<>();
        for (int i = 0; i < servers; i++) {
            var address = new InetSocketAddress(InetAddress.ofLiteral(host(i)), 53);
            all.add(new Server(i, Server.Role.REGULAR, config.servers().get(i), address, AccessList.EMPTY));
        }
        return new Service(config, new ServerTable(all, null, null, AccessList.EMPTY, selection), CountryLookup.NONE);
    }

    private static String host(int server) {
        return "10.0." + (server >> 8) + "." + (server & 0xff);
    }

    /** Where a test writes the datagram that comes in next. */
    DatagramBatch batch() {
        return batch;
    }

    /** The datagram in this slot comes in from a client. */
    void comesIn(int slot) {
        deliver(listening, slot);
    }

    /** The datagram in this slot comes in from the server that was sent something last. */
    void isAnswered(int slot) {
        deliver(asked, slot);
    }

    private void deliver(@Nullable Port to, int slot) {
        if (to == null) {
            throw new AssertionError("nobody was asked");
        }
        to.receiver.received(to, batch, slot, slot + 1);
    }

    /** How many datagrams went to clients. */
    long replies() {
        return replies;
    }

    @Override
    public DatagramPort listen(
            InetSocketAddress local, BindOptions bind, int receiveBuffer, DatagramReceiver receiver) {
        listening = new Port(local, receiver);
        return listening;
    }

    @Override
    public DatagramPort connect(InetSocketAddress server, @Nullable InetAddress source, DatagramReceiver receiver) {
        return new Port(server, receiver);
    }

    @Override
    public void close() {}
}
