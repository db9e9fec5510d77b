package org.penlb.relay;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.penlb.config.IpAddress;
import org.penlb.proxy.ProxyAddresses;

/**
 * Who sent a datagram, and to which of our addresses: the key of a UDP session, and all that is needed to answer. A
 * mutable value, so that reading a datagram allocates nothing; whoever keeps one copies it.
 *
 * <p>Addresses are two longs, as in {@link IpAddress}: IPv4 in its IPv4-mapped form.
 */
public final class Peer {
    private long high;
    private long low;
    private int port;
    private int scope;
    private long localHigh;
    private long localLow;
    private int localInterface;
    private @Nullable ProxyAddresses named;

    /**
     * Says who sent it.
     *
     * @param newPort in host order
     * @param newScope the interface of a link-local IPv6 address, or 0
     */
    public void from(long newHigh, long newLow, int newPort, int newScope) {
        high = newHigh;
        low = newLow;
        port = newPort;
        scope = newScope;
        named = null;
    }

    /** Says for whom it was sent, if it is a proxy that has sent it, until {@link #from} is called. */
    public void named(@Nullable ProxyAddresses newNamed) {
        named = newNamed;
    }

    /**
     * Says which of our addresses it was sent to; all zero if the socket has only one, or the system does not tell.
     *
     * @param newInterface the interface it came in by, or 0
     */
    public void to(long newLocalHigh, long newLocalLow, int newInterface) {
        localHigh = newLocalHigh;
        localLow = newLocalLow;
        localInterface = newInterface;
    }

    /** Takes over another's values. */
    public void copy(Peer other) {
        from(other.high, other.low, other.port, other.scope);
        to(other.localHigh, other.localLow, other.localInterface);
        named = other.named;
    }

    /** Whether the two are {@link #sameAs} each other, and come for the same client. */
    public boolean isSameClientAs(Peer other) {
        return sameAs(other) && Objects.equals(named, other.named);
    }

    /** Whether datagrams of the two belong to one session: same client address and port, same address of ours. */
    public boolean sameAs(Peer other) {
        return low == other.low
                && port == other.port
                && high == other.high
                && localLow == other.localLow
                && localHigh == other.localHigh
                && scope == other.scope;
    }

    /** An order in which those that are {@link #sameAs} each other stand side by side. */
    public int order(Peer other) {
        int result = Integer.compare(port, other.port);
        result = result == 0 ? Long.compare(low, other.low) : result;
        result = result == 0 ? Long.compare(high, other.high) : result;
        result = result == 0 ? Long.compare(localLow, other.localLow) : result;
        result = result == 0 ? Long.compare(localHigh, other.localHigh) : result;
        return result == 0 ? Integer.compare(scope, other.scope) : result;
    }

    /**
     * A well-mixed hash of what {@link #isSameClientAs} compares.
     *
     * @param secret what nobody outside knows, so that nobody can make up peers of one hash
     */
    public int hash(long secret) {
        long mixed = (low ^ secret) * 0x9e3779b97f4a7c15L + port;
        mixed = (mixed ^ mixed >>> 32 ^ Long.rotateLeft(secret, 32)) * 0xd6e8feb86659fd93L + high;
        mixed = (mixed ^ mixed >>> 32) * 0xd6e8feb86659fd93L + localLow + localHigh + scope;
        if (named != null) {
            mixed = (mixed ^ mixed >>> 32) * 0xd6e8feb86659fd93L
                    + (named.source().low() ^ secret)
                    + named.sourcePort();
            mixed = (mixed ^ mixed >>> 32) * 0xd6e8feb86659fd93L
                    + named.source().high();
        }
        return (int) (mixed ^ mixed >>> 32);
    }

    /** The address of who sent it; makes a new object. */
    public IpAddress address() {
        return new IpAddress(high, low);
    }

    /** The client's address: that of who sent it, unless that is a proxy, which has named it. */
    public IpAddress client() {
        return named == null ? address() : named.source();
    }

    /** For whom a proxy has sent it; null if it was sent by the client itself, or by a proxy for itself. */
    public @Nullable ProxyAddresses named() {
        return named;
    }

    public long high() {
        return high;
    }

    public long low() {
        return low;
    }

    public int port() {
        return port;
    }

    public int scope() {
        return scope;
    }

    public long localHigh() {
        return localHigh;
    }

    public long localLow() {
        return localLow;
    }

    public int localInterface() {
        return localInterface;
    }
}
