package org.penlb.listen;

import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Set;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.penlb.config.Protocol;
import org.penlb.config.Selection.Flag;
import org.penlb.config.Selection;
import org.penlb.datagram.DatagramHandler;
import org.penlb.datagram.Sessions;
import org.penlb.dnsfront.DnsHandler;
import org.penlb.load.micro.Measured;
import org.penlb.relay.BindOptions;
import org.penlb.relay.DatagramBatch;
import org.penlb.service.Service;

/** A datagram or a query and its answer, all the way but for the system calls. */
@State(Scope.Thread)
public class DatagramBenchmark extends Measured {
    /** Prime to the number of servers, or a client would not come to all of them by turns. */
    private static final int CLIENTS = 7;
    private static final int FLAGS = 2;
    private static final byte IS_ANSWER = (byte) 0x81;
    private static final byte[] QUERY = HexFormat.of().parseHex("1234010000010000000000000377777700" + "00010001");

    /** What is balanced, and how. */
    public enum Work {
        /** All datagrams of a session go to one server. */
        SESSION(Protocol.UDP, EnumSet.noneOf(Flag.class)),
        /** Each datagram of a session goes to the next server. */
        SESSION_BY_TURNS(Protocol.UDP, EnumSet.of(Flag.ROUNDROBIN)),
        QUERY_BY_TURNS(Protocol.DNS, EnumSet.of(Flag.ROUNDROBIN)),
        QUERY_OF_KNOWN_CLIENT(Protocol.DNS, EnumSet.noneOf(Flag.class)),
        QUERY_TO_LEAST(Protocol.DNS, EnumSet.of(Flag.LEAST));

        private final Protocol protocol;
        private final Selection selection;

        Work(Protocol protocol, Set<Flag> flags) {
            this.protocol = protocol;
            this.selection = new Selection(flags);
        }
    }

    @Param
    public Work work = Work.SESSION;

    @Param({"2", "1000"})
    public int servers;

    private final QuietDatagrams network = new QuietDatagrams();
    private int turn;

    /** The handler is the network's from now on. */
    @Setup
    public void listen() throws IOException {
        Service service = QuietDatagrams.service(servers, work.protocol, work.selection);
        DatagramHandler handler =
                work.protocol == Protocol.DNS ? new DnsHandler(service, network) : new Sessions(service, network);
        handler.listen(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 53), BindOptions.ALONE);
        handler.serve();
    }

    @Benchmark
    public long exchange() {
        DatagramBatch batch = network.batch();
        int slot = ++turn % DatagramBatch.SLOTS;
        for (int at = 0; at < QUERY.length; at++) {
            batch.memory().set(ValueLayout.JAVA_BYTE, batch.offset(slot) + at, QUERY[at]);
        }
        batch.length(slot, QUERY.length);
        batch.peer(slot).from(0, 0xffff_0a01_0000L + turn % CLIENTS, 1024 + turn % CLIENTS, 0);
        network.comesIn(slot);
        batch.memory().set(ValueLayout.JAVA_BYTE, batch.offset(slot) + FLAGS, IS_ANSWER);
        network.isAnswered(slot);
        return network.replies();
    }
}
