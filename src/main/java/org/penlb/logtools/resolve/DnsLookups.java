package org.penlb.logtools.resolve;

import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.penlb.config.IpAddress;

/** Look-ups in DNS, on an event loop of their own. */
final class DnsLookups implements Lookups {
    /** Netty warns of each answer that does not fit its query, which anybody may send. Held, or it would be forgotten. */
    private static final Logger NETTY = Logger.getLogger("io.netty");

    private final MultiThreadIoEventLoopGroup group;
    private final EventLoop loop;
    private final DnsSockets sockets;
    private final NameServerOrder servers;
    private final int tries;

    DnsLookups(ResolveOptions options) {
        NETTY.setLevel(Level.OFF);
        group = new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("dns", true), NioIoHandler.newFactory());
        loop = (EventLoop) group.next();
        sockets = new DnsSockets(loop, options.timeout());
        servers = new NameServerOrder(options.servers(), System::nanoTime);
        tries = options.retries() + 1;
    }

    @Override
    public CompletableFuture<LookupResult> begin(IpAddress address) {
        var result = new CompletableFuture<LookupResult>();
        var lookup = new ReverseLookup(sockets, servers, ReverseName.of(address), tries, result);
        loop.execute(lookup::ask);
        return result;
    }

    @Override
    public void close() {
        sockets.close();
        var _ = group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
