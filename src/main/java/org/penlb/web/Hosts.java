package org.penlb.web;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.HostAndPort;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.penlb.config.Address;
import org.penlb.config.ConfigException;
import org.penlb.config.IpAddress;

/**
 * By which names browsers may call us. A page of a stranger can have its own name resolve to our address, and then be of
 * the same origin as we are (DNS rebinding); but it cannot help naming itself in {@code Host}.
 */
final class Hosts {
    private final boolean any;
    private final boolean loopback;
    private final Set<String> names = ConcurrentHashMap.newKeySet();

    private Hosts(boolean any, boolean loopback) {
        this.any = any;
        this.loopback = loopback;
        names.add("localhost");
    }

    /**
     * @param listen where browsers come in, as the operator says it
     * @param where the same, resolved
     */
    static Hosts of(Address listen, SocketAddress where) {
        if (where instanceof UnixDomainSocketAddress) {
            return new Hosts(true, false); // no browser gets there by itself: what does is a program of the operator's
        }
        InetAddress address = ((InetSocketAddress) where).getAddress();
        var hosts = new Hosts(false, address.isLoopbackAddress());
        if (listen instanceof Address.Inet inet && !isLiteral(inet.host())) {
            hosts.add(inet.host());
        }
        return hosts;
    }

    /** Finds out how this machine is called, which may ask a name server and take long: not for event loops. */
    void learn() {
        if (any || loopback) {
            return;
        }
        try {
            InetAddress machine = InetAddress.getLocalHost();
            add(machine.getHostName());
            add(machine.getCanonicalHostName());
        } catch (UnknownHostException _) {
            // a machine without a name is called by its address
        }
    }

    private void add(String name) {
        names.add(name.toLowerCase(Locale.ROOT));
    }

    /** Refuses a request that calls us by a name that is not ours. */
    void check(HttpServerRequest request) {
        if (request.headers().getAll("Host").size() > 1) { // a proxy may have gone by another one than we do
            throw new HttpError(400, "the header Host is there twice");
        }
        HostAndPort authority = request.authority();
        if (authority == null) {
            boolean none = request.version() == HttpVersion.HTTP_1_0
                    && !request.headers().contains("Host");
            if (!none) { // simple health checks of other programs; browsers always say it
                throw new HttpError(400, "the header Host is missing, or is not host:port");
            }
            return;
        }
        if (!isOurs(authority.host())) {
            throw new HttpError(
                    421,
                    "this server is not called \"" + shown(authority.host()) + "\" (expected: " + expected() + ")");
        }
    }

    private static String shown(String host) {
        return host.length() <= 100 ? host : host.substring(0, 100) + "...";
    }

    private String expected() {
        return loopback ? "localhost or an address of loopback" : "its address, or one of " + names;
    }

    boolean isOurs(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        if (any || names.contains(name)) {
            return true;
        }
        try {
            InetAddress address = IpAddress.parse(unbracketed(name)).toInetAddress();
            return !loopback || address.isLoopbackAddress(); // an address needs no name server: nobody rebinds it
        } catch (ConfigException _) {
            return false;
        }
    }

    private static boolean isLiteral(String host) {
        try {
            IpAddress.parse(host);
            return true;
        } catch (ConfigException _) {
            return false;
        }
    }

    private static String unbracketed(String host) {
        return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    }
}
