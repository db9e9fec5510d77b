package org.penlb.events;

import org.jspecify.annotations.Nullable;
import org.penlb.config.Address;
import org.penlb.config.IpAddress;

/** What happened to a service. */
public sealed interface ServiceEvent extends NotableEvent {
    @Override
    String service();

    /**
     * It takes clients at an address.
     *
     * @param before where it took them until now; null if this is the first address
     */
    record Opened(String service, Address listen, @Nullable Address before, Origin origin) implements ServiceEvent {}

    /** It takes no more clients at this address: it is not configured any more. */
    record Closed(String service, Address listen, Origin origin) implements ServiceEvent {}

    /** It takes no more clients because Pen is ending. */
    record Ending(String service) implements ServiceEvent {}

    /** Of its servers so many were changed that they are not told one by one. */
    record ServersChanged(String service, int servers, Origin origin) implements ServiceEvent {}

    /**
     * New connections are shown the certificates that its files hold now.
     *
     * @param certificates how many there are
     */
    record CertificatesRead(String service, int certificates, Origin origin) implements ServiceEvent {}

    /**
     * The files of its certificates are others, and cannot be used: it goes on with what it read before.
     *
     * @param problem what is wrong with them
     */
    record CertificatesRefused(String service, String problem, Origin origin) implements ServiceEvent {}

    /**
     * A connection was closed because somebody said so.
     *
     * @param number what operators call the connection
     * @param server the one that it went to, or null
     */
    record ConnectionClosed(
            String service,
            int number,
            IpAddress client,
            @Nullable Address server,
            Origin origin) implements ServiceEvent {}
}
