package org.penlb.listen;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.penlb.config.Address;
import org.penlb.config.ConfigException;
import org.penlb.config.Protocol;
import org.penlb.service.NameResolver;
import org.penlb.system.FileIdentity;
import org.penlb.system.FileMode;
import org.penlb.system.SocketFile;

/** Where operators come in: a port, or a Unix socket that nobody can write to but those who may. */
public final class OperatorEndpoint {
    private static final int EVERYBODY = 0777;

    private final Vertx vertx;
    private final String name;
    private final Address address;
    private final int socketMode;
    private @Nullable FileIdentity socket;
    private @Nullable Presence presence;

    /**
     * @param name how messages call it: an option
     * @param socketMode the permission bits of a Unix socket, such as 0600
     */
    public OperatorEndpoint(Vertx vertx, String name, Address address, int socketMode) {
        this.vertx = vertx;
        this.name = name;
        this.address = address;
        this.socketMode = socketMode;
    }

    /**
     * Finds out where it is.
     *
     * @return its address, resolved; or a failed future with a {@link ConfigException}
     */
    public Future<SocketAddress> locate() {
        return new NameResolver(vertx).resolve(name + " " + address, address);
    }

    /**
     * Opens it.
     *
     * @param where what {@link #locate} said
     * @param listen has a server listen at an address
     * @return fails with an {@link AddressUnavailable} that says why it cannot
     */
    public Future<Void> open(SocketAddress where, Function<io.vertx.core.net.SocketAddress, Future<?>> listen) {
        return AddressClaim.on(vertx, where, false, Protocol.STREAM)
                .compose(claim -> listen(where, listen)
                        .<Void>map(_ -> {
                            presence = Presence.at(where, Protocol.STREAM);
                            return null;
                        })
                        .eventually(claim::release))
                .recover(e -> Future.failedFuture(
                        new AddressUnavailable(name + " " + address, AddressUnavailable.of(e, where))));
    }

    private Future<Void> listen(SocketAddress where, Function<io.vertx.core.net.SocketAddress, Future<?>> listen) {
        return where instanceof UnixDomainSocketAddress unix
                ? listenInPrivate(unix.getPath(), listen)
                : listen.apply(io.vertx.core.net.SocketAddress.inetSocketAddress(nameless((InetSocketAddress) where)))
                        .mapEmpty();
    }

    /** The same without the name that it was found by: Vert.x would look that up once more, and elsewhere than the system does. */
    private static InetSocketAddress nameless(InetSocketAddress where) {
        InetAddress address = where.getAddress();
        try {
            InetAddress bare = address instanceof Inet6Address six
                    ? Inet6Address.getByAddress(null, six.getAddress(), six.getScopeId())
                    : InetAddress.getByAddress(address.getAddress());
            return new InetSocketAddress(bare, where.getPort());
        } catch (UnknownHostException e) {
            throw new AssertionError("the bytes of an address are one", e);
        }
    }

    /** Opens the socket beside its place and for nobody, so that none slips in; then it is there, for those who may. */
    private Future<Void> listenInPrivate(Path path, Function<io.vertx.core.net.SocketAddress, Future<?>> listen) {
        Path beside = SocketFile.beside(path);
        return vertx.executeBlocking(() -> FileMode.mask(EVERYBODY))
                .map(Objects::requireNonNull)
                .compose(before -> listen.apply(io.vertx.core.net.SocketAddress.domainSocketAddress(beside.toString()))
                        .eventually(() -> vertx.executeBlocking(() -> FileMode.mask(before))))
                .compose(_ -> vertx.executeBlocking(() -> {
                    FileMode.set(beside, socketMode);
                    SocketFile.moveTo(path, beside);
                    return FileIdentity.of(path);
                }))
                .map(made -> {
                    socket = made;
                    return null;
                });
    }

    /** Removes its socket, if there is one and it is still ours; to be called when nobody listens there any more. */
    public Future<Void> close() {
        Presence told = presence;
        presence = null;
        if (told != null) {
            told.close();
        }
        return address instanceof Address.Unix(String path)
                ? AddressClaim.removeSocket(vertx, Path.of(path), socket)
                : Future.succeededFuture();
    }
}
