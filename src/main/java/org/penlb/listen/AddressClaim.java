package org.penlb.listen;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.Socket;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.ConnectException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.penlb.config.Protocol;
import org.penlb.system.FileIdentity;

/**
 * Makes sure that an address is free before listeners share it: {@code SO_REUSEPORT} would let a second Pen of the same
 * user in without a word, and take half of the clients.
 *
 * <p>While a claim is held, no other Pen can claim the same port or path: it holds a name in the kernel's abstract socket
 * namespace, which ends with the process and is separate in each network namespace, as ports are. The claim is given back
 * once the listeners are open, because then they speak for themselves.
 */
public final class AddressClaim implements AutoCloseable {
    /** The kernel's bits for the type of a file, and the type of a socket (inode(7)). */
    private static final int FILE_TYPE = 0170000;

    private static final int SOCKET = 0140000;

    private static final Logger LOG = System.getLogger(AddressClaim.class.getName());
    private static final long RETRY_MILLIS = 20;
    /** A claim is held for some milliseconds of a start; who holds one for ten seconds is no Pen that is starting. */
    private static final int RETRIES = 500;

    /** Finds out whether an address is free. */
    @FunctionalInterface
    private interface Probe {
        void run() throws IOException;
    }

    private final @Nullable Socket name;

    private AddressClaim(@Nullable Socket name) {
        this.name = name;
    }

    /**
     * Claims an address, after those who are just starting there.
     *
     * @param v6only whether IPv4 is left to others there
     * @param protocol what is to listen there
     * @return a failed future, for {@link AddressUnavailable#of}, if the address cannot be listened on
     */
    public static Future<AddressClaim> on(Vertx vertx, SocketAddress address, boolean v6only, Protocol protocol) {
        return on(vertx, address, () -> probe(address, v6only, protocol), RETRIES);
    }

    /**
     * Claims an address that a listener of ours is on, which another one is to join: nobody is asked whether it is free.
     *
     * @return a failed future, for {@link AddressUnavailable#of}, if another Pen is starting there and does not finish
     */
    static Future<AddressClaim> besideOurs(Vertx vertx, SocketAddress address) {
        return on(vertx, address, () -> {}, RETRIES);
    }

    private static Future<AddressClaim> on(Vertx vertx, SocketAddress address, Probe probe, int retries) {
        return vertx.executeBlocking(() -> tryClaim(address, probe)).compose(claim -> {
            if (claim != null) {
                return Future.succeededFuture(claim);
            }
            if (retries == 0) {
                // by a Pen that does not finish its start
                return Future.failedFuture(AddressUnavailable.of(AddressUnavailable.Kind.IN_USE, address));
            }
            Promise<AddressClaim> later = Promise.promise();
            vertx.setTimer(
                    RETRY_MILLIS, _ -> on(vertx, address, probe, retries - 1).onComplete(later));
            return later.future();
        });
    }

    /**
     * Removes the file of a socket that is closed, while no other Pen can take its name over. One that is not ours any more is
     * left alone, and so is one that this user may not remove: it waits for the next start.
     *
     * @param ours what was made there; null if nothing was
     */
    public static Future<Void> removeSocket(Vertx vertx, Path path, @Nullable FileIdentity ours) {
        if (ours == null) {
            return Future.succeededFuture();
        }
        return on(vertx, UnixDomainSocketAddress.of(path), () -> removeIfOurs(path, ours), RETRIES)
                .compose(AddressClaim::release)
                .recover(e -> {
                    LOG.log(Level.WARNING, "{0} stays behind: {1}", path, e.getMessage());
                    return Future.succeededFuture();
                });
    }

    private static void removeIfOurs(Path path, FileIdentity ours) throws IOException {
        if (ours.isAt(path)) {
            Files.deleteIfExists(path);
        } else if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            LOG.log(Level.INFO, "{0} is another''s by now: left alone", path);
        }
    }

    /** Gives it back: the listeners speak for themselves now. */
    public Future<Void> release() {
        try {
            close();
            return Future.succeededFuture();
        } catch (IOException e) {
            return Future.failedFuture(e);
        }
    }

    /**
     * Claims an address.
     *
     * @return the claim, or null if another Pen that is just starting holds it: try again
     * @throws IOException if the address cannot be listened on; or an {@link AddressUnavailable}
     */
    private static @Nullable AddressClaim tryClaim(SocketAddress address, Probe probe) throws IOException {
        if (!Epoll.isAvailable()) {
            probe.run();
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
            probe.run();
            return new AddressClaim(name);
        } catch (IOException | AddressUnavailable e) {
            name.close();
            throw e;
        }
    }

    private static String key(SocketAddress address) {
        return address instanceof InetSocketAddress inet ? "port/" + inet.getPort() : "unix" + address.hashCode();
    }

    private static void probe(SocketAddress address, boolean v6only, Protocol protocol) throws IOException {
        switch (address) {
            case InetSocketAddress inet -> probeInet(inet, v6only, protocol);
            case UnixDomainSocketAddress unix -> probeUnix(unix);
            default -> throw new IllegalArgumentException("address: " + address);
        }
    }

    /**
     * Takes the address without sharing it, which only works if nobody else listens there, and gives it back. It does not
     * listen: no client comes to it.
     *
     * @param v6only whether IPv4 is left to others, which takes epoll
     * @throws IOException if somebody listens there, or nobody can
     */
    static void probeInet(InetSocketAddress address, boolean v6only, Protocol protocol) throws IOException {
        if (Epoll.isAvailable()) {
            BindProbe.run(address, v6only, protocol);
            return;
        }
        var family = address.getAddress() instanceof Inet6Address
                ? StandardProtocolFamily.INET6
                : StandardProtocolFamily.INET;
        if (protocol.hasDatagrams()) {
            try (var probe = DatagramChannel.open(family)) {
                probe.bind(address);
            }
        }
        if (protocol.hasConnections()) {
            try (var probe = SocketChannel.open(family)) {
                probe.setOption(StandardSocketOptions.SO_REUSEADDR, true);
                probe.bind(address);
            }
        }
    }

    /** Removes what an earlier run left behind; a socket that somebody listens on, or another kind of file, is an error. */
    private static void probeUnix(UnixDomainSocketAddress address) throws IOException {
        if (requireNobody(address)) {
            Files.delete(address.getPath());
        }
        if (Epoll.isAvailable()) {
            BindProbe.run(address.getPath());
        }
    }

    /**
     * Makes sure that nobody listens at a path.
     *
     * @return whether a socket is there that was left behind
     */
    static boolean requireNobody(UnixDomainSocketAddress address) throws IOException {
        Path path = address.getPath();
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        if (!isSocket(path)) {
            throw new AddressUnavailable(AddressUnavailable.Kind.OTHER, "the file exists and is not a socket");
        }
        try (var _ = SocketChannel.open(address)) {
            throw AddressUnavailable.of(AddressUnavailable.Kind.IN_USE, address);
        } catch (ConnectException _) {
            return true;
        }
    }

    /** A device or a FIFO must not be taken for one: it would be removed. */
    private static boolean isSocket(Path path) throws IOException {
        int mode = (int) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
        return (mode & FILE_TYPE) == SOCKET;
    }

    @Override
    public void close() throws IOException {
        if (name != null) {
            name.close();
        }
    }
}
