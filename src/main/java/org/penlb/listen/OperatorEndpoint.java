package org.penlb.listen;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.Function;
import org.penlb.config.Address;
import org.penlb.config.ConfigException;
import org.penlb.config.Protocol;
import org.penlb.service.NameResolver;
import org.penlb.system.FileMode;

/** Where operators come in: a port, or a Unix socket that nobody can write to but those who may. */
public final class OperatorEndpoint {
    private static final int EVERYBODY = 0777;

    private final Vertx vertx;
    private final String name;
    private final Address address;
    private final int socketMode;
    private boolean ownsSocket;

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
                .compose(claim -> listen(where, listen).eventually(claim::release))
                .recover(e -> Future.failedFuture(
                        new AddressUnavailable(name + " " + address, AddressUnavailable.of(e, where))));
    }

    private Future<Void> listen(SocketAddress where, Function<io.vertx.core.net.SocketAddress, Future<?>> listen) {
        return where instanceof UnixDomainSocketAddress unix
                ? listenInPrivate(unix.getPath(), listen)
                : listen.apply(io.vertx.core.net.SocketAddress.inetSocketAddress((InetSocketAddress) where))
                        .mapEmpty();
    }

    /** Opens the socket for nobody, so that none slips in, and then for those who may. */
    private Future<Void> listenInPrivate(Path path, Function<io.vertx.core.net.SocketAddress, Future<?>> listen) {
        return vertx.executeBlocking(() -> FileMode.mask(EVERYBODY))
                .map(Objects::requireNonNull)
                .compose(before -> listen.apply(io.vertx.core.net.SocketAddress.domainSocketAddress(path.toString()))
                        .eventually(() -> vertx.executeBlocking(() -> FileMode.mask(before))))
                .compose(_ -> {
                    ownsSocket = true;
                    return vertx.executeBlocking(() -> {
                        FileMode.set(path, socketMode);
                        return null;
                    });
                })
                .mapEmpty();
    }

    /** Removes its socket, if it is one of ours; to be called when nobody listens there any more. */
    public Future<Void> close() {
        return ownsSocket && address instanceof Address.Unix(String path)
                ? AddressClaim.removeSocket(vertx, Path.of(path))
                : Future.succeededFuture();
    }
}
