package org.penlb.logtools.resolve;

import io.netty.channel.AddressedEnvelope;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.dns.DefaultDnsQuestion;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponse;
import io.netty.resolver.dns.DnsNameResolver;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.resolver.dns.DnsNameResolverChannelStrategy;
import io.netty.resolver.dns.DnsServerAddresses;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Sends queries from a few sockets, which all share: a query is told from the others by its ID, which is 16 bits. Several, on
 * ports of the system's choice, so that whoever forges answers has to guess the port, too (RFC 5452), and so that many answers
 * at once find room to wait in. An answer that is cut is asked for again over TCP.
 */
final class DnsSockets implements AutoCloseable {
    /** How many there are. */
    static final int SOCKETS = 8;

    /** For a burst of answers. Linux gives no more than net.core.rmem_max. */
    private static final int RECEIVE_BUFFER = 1 << 20;
    /** The largest answer that passes all networks in one piece. */
    private static final int LARGEST_ANSWER = 1232;

    private final List<DnsNameResolver> resolvers = new ArrayList<>();
    private int turn;

    /**
     * Opens them.
     *
     * @param timeout how long each query waits for its answer
     */
    DnsSockets(EventLoop loop, Duration timeout) {
        for (int i = 0; i < SOCKETS; i++) {
            resolvers.add(open(loop, timeout));
        }
    }

    private static DnsNameResolver open(EventLoop loop, Duration timeout) {
        var nobody = new InetSocketAddress(0); // each query says whom it is for
        return new DnsNameResolverBuilder(loop)
                .datagramChannelFactory(() -> {
                    var channel = new NioDatagramChannel();
                    channel.config().setReceiveBufferSize(RECEIVE_BUFFER);
                    return channel;
                })
                .datagramChannelStrategy(DnsNameResolverChannelStrategy.ChannelPerResolver)
                .socketChannelType(NioSocketChannel.class)
                .queryTimeoutMillis(timeout.toMillis())
                .maxPayloadSize(LARGEST_ANSWER)
                // Names are taken as they are: neither the hosts file nor a search list has a part in this.
                .nameServerProvider(_ -> DnsServerAddresses.singleton(nobody).stream())
                .hostsFileEntriesResolver((_, _) -> null)
                .searchDomains(List.of())
                .ndots(1)
                .build();
    }

    /**
     * Asks for a PTR record.
     *
     * @param name with a dot at the end
     * @return the answer, which the caller releases, or a failure; it comes on the event loop
     */
    Future<AddressedEnvelope<DnsResponse, InetSocketAddress>> ask(InetSocketAddress server, String name) {
        turn = (turn + 1) % SOCKETS;
        return resolvers.get(turn).query(server, new DefaultDnsQuestion(name, DnsRecordType.PTR));
    }

    @Override
    public void close() {
        resolvers.forEach(DnsNameResolver::close);
    }
}
