package org.penlb.listen;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.penlb.config.Address;
import org.penlb.config.ConfigException;
import org.penlb.service.Service;

/**
 * A change of who listens where, carried out as a whole: everything new is opened before anything old goes, so that no
 * client is refused where somebody is to listen, and open connections go on. A listener that is in the way of a new one shares
 * its address with it as long as both are there; where it cannot, it makes room, and comes back if the change is given up.
 */
public final class ListenerChange {
    private final Listeners listeners;
    private final SortedMap<Integer, Listener> after = new TreeMap<>();
    /** What has to wait until everything else is open. */
    private final List<Supplier<Future<Void>>> inNeedOfRoom = new ArrayList<>();

    private int services;
    private final Set<Listener> staying = new HashSet<>();
    private final List<Listener> opened = new ArrayList<>();
    private final List<Listener> stoodAside = new ArrayList<>();

    ListenerChange(Listeners listeners) {
        this.listeners = listeners;
    }

    /** Says beforehand that a listener goes on, so that it makes room for nobody. */
    public void stays(Listener listener) {
        staying.add(listener);
    }

    /** The next service, in their new order, goes on with its listener. */
    public void keep(Listener listener) {
        after.put(services++, listener);
    }

    /**
     * Opens a listener for the next service in their new order; where one of ours is in the way, {@link #makeRoom} does and not
     * this. Its clients wait for the change to be committed.
     *
     * @param v6only whether it leaves IPv4 to others
     * @return a failed future with a {@link ConfigException} if the address cannot be had, or Pen is ending
     */
    public Future<Void> openIfFree(Service service, Address wanted, boolean v6only) {
        int place = services++;
        return listeners
                .opened(service, wanted, v6only)
                .<Void>map(listener -> {
                    take(place, listener);
                    return null;
                })
                .recover(e -> {
                    if (inTheWay(wanted, e).isEmpty()) {
                        return Future.failedFuture(e);
                    }
                    inNeedOfRoom.add(() -> openedNear(inTheWay(wanted, e), service, wanted, v6only)
                            .<Void>map(listener -> {
                                take(place, listener);
                                return null;
                            }));
                    return Future.succeededFuture();
                });
    }

    private void take(int place, Listener listener) {
        opened.add(listener);
        after.put(place, listener);
    }

    /**
     * Opens what could not be opened beside those that are to go: the last thing to do, since it may disturb clients if the
     * change is given up.
     *
     * @return as {@link #openIfFree} says
     */
    public Future<Void> makeRoom() {
        Future<Void> made = Future.succeededFuture();
        for (Supplier<Future<Void>> next : inNeedOfRoom) {
            made = made.compose(_ -> next.get());
        }
        inNeedOfRoom.clear();
        return made;
    }

    private Future<Listener> openedNear(List<Listener> inTheWay, Service service, Address wanted, boolean v6only) {
        // Side by side no client is refused; not all addresses can be shared.
        return listeners
                .openedBesideOurs(service, wanted, v6only)
                .recover(_ -> openedInsteadOf(inTheWay, service, wanted, v6only));
    }

    private Future<Listener> openedInsteadOf(List<Listener> inTheWay, Service service, Address wanted, boolean v6only) {
        stoodAside.addAll(inTheWay);
        return Future.join(inTheWay.stream().map(Listener::stopListening).toList())
                .compose(_ -> listeners.opened(service, wanted, v6only));
    }

    /** Those that leave anyway, on the same port: two of its addresses may exclude each other, as 0.0.0.0 and 127.0.0.1 do. */
    private List<Listener> inTheWay(Address wanted, Throwable e) {
        return e instanceof AddressUnavailable unavailable && unavailable.kind() == AddressUnavailable.Kind.IN_USE
                ? listeners.all().stream()
                        .filter(old -> !staying.contains(old) && !stoodAside.contains(old))
                        .filter(old -> isNear(Address.of(old.boundAddress()), wanted))
                        .toList()
                : List.of();
    }

    private static boolean isNear(Address old, Address wanted) {
        if (old instanceof Address.Inet before && wanted instanceof Address.Inet after) {
            return before.port() == after.port();
        }
        return old.equals(wanted);
    }

    /** The listeners as they are to be, in the order of the services. */
    public List<Listener> after() {
        return List.copyOf(after.values());
    }

    /**
     * Lets clients in at the new listeners, and closes those that are left; their open connections go on.
     *
     * @param together what is carried out together with that, and cannot fail
     * @param gone told of each service that is there no more, once its last connection has ended
     * @return complete when those that are left listen no more
     * @throws ConfigException if Pen is ending: nothing is carried out then, and the change is to be given up
     */
    public Future<Void> commit(Runnable together, Consumer<Service> gone) {
        return listeners.replaceAll(after(), together, gone);
    }

    /** Gives the change up: all is as it was. */
    public Future<Void> undo() {
        return Future.join(opened.stream().map(listeners::discard).toList())
                .compose(_ ->
                        Future.join(stoodAside.stream().map(listeners::comeBack).toList()))
                .mapEmpty();
    }
}
