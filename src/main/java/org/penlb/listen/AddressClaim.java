package org.penlb.listen;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/**
 * Makes sure that an address is free before listeners share it: {@code SO_REUSEPORT} would let a second Pen of the same
 * user in without a word, and take half of the clients.
 *
 * <p>While a claim is held, no other Pen can claim the same port or path: it holds a name in the kernel's abstract socket
 * namespace, which ends with the process and is separate in each network namespace, as ports are. The claim is given back
 * once the listeners are open, because then they speak for themselves.
 */
final class AddressClaim implements AutoCloseable {
    private final @Nullable Socket name;

    private AddressClaim(@Nullable Socket name) {
        this.name = name;
    }

    /**
     * Claims an address.
     *
     * @return the claim, or null if another Pen that is just starting holds it: try again
     * @throws IOException saying why the address cannot be listened on
     */
    static @Nullable AddressClaim tryClaim(SocketAddress address) throws IOException {
        if (!Epoll.isAvailable()) {
            probe(address);
            return new AddressClaim(null);
        }
        Socket name = Socket.newSocketDomain();
        try {
            name.bind(new DomainSocketAddress("\0org.penlb/claim/" + key(address)));
        } catch (IOException _) {
            name.close();
            return null;
        }
        try {
            probe(address);
            return new AddressClaim(name);
        } catch (IOException e) {
            name.close();
            throw e;
        }
    }

    private static String key(SocketAddress address) {
        return address instanceof InetSocketAddress inet ? "tcp/" + inet.getPort() : "unix" + address.hashCode();
    }

    private static void probe(SocketAddress address) throws IOException {
        switch (address) {
            case InetSocketAddress inet -> probeTcp(inet);
            case UnixDomainSocketAddress unix -> probeUnix(unix);
            default -> throw new IllegalArgumentException("address: " + address);
        }
    }

    /**
     * Listens without sharing, which only works if nobody else listens there. In the address's own family: a dual-stack
     * socket on 0.0.0.0 would collide with a neighbour that serves IPv6 alone.
     */
    private static void probeTcp(InetSocketAddress address) throws IOException {
        var family = address.getAddress() instanceof Inet6Address
                ? StandardProtocolFamily.INET6
                : StandardProtocolFamily.INET;
        try (var probe = ServerSocketChannel.open(family)) {
            probe.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            probe.bind(address, 1);
        }
    }

    /** Removes what an earlier run left behind; a socket that somebody listens on, or another kind of file, is an error. */
    private static void probeUnix(UnixDomainSocketAddress address) throws IOException {
        Path path = address.getPath();
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        if (!Files.readAttributes(path, BasicFileAttributes.class).isOther()) {
            throw new IOException("the file exists and is not a socket");
        }
        try (var _ = SocketChannel.open(address)) {
            throw new IOException("Address already in use");
        } catch (ConnectException _) {
            Files.delete(path);
        }
    }

    @Override
    public void close() throws IOException {
        if (name != null) {
            name.close();
        }
    }
}
