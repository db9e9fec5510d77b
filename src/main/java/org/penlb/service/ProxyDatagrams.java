package org.penlb.service;

import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import org.penlb.config.IpAddress;
import org.penlb.config.ProxyAccept;
import org.penlb.config.ProxyProtocol;
import org.penlb.config.ServerConfig;
import org.penlb.proxy.ProxyAddresses;
import org.penlb.proxy.ProxyHeader;
import org.penlb.proxy.ProxyParser;
import org.penlb.proxy.ProxyRefusal;
import org.penlb.proxy.ProxyResult;
import org.penlb.proxy.ProxyWriter;
import org.penlb.relay.DatagramBatch;
import org.penlb.relay.Peer;

/** The PROXY headers of datagrams: each has its own, of version 2, in front. For one event loop. */
public final class ProxyDatagrams {
    private final Service service;

    public ProxyDatagrams(Service service) {
        this.service = service;
    }

    /** Whose datagrams begin with a header. */
    public ProxyAccept proxies() {
        return service.config().listener().proxyAccept();
    }

    /**
     * Takes the header off the datagram in a slot if a proxy has sent it: its peer knows then for whom. What has to begin with a
     * header and does not is refused, and counted.
     *
     * @return false if it is refused
     */
    public boolean takeOff(ProxyAccept proxies, DatagramBatch batch, int slot) {
        Peer peer = batch.peer(slot);
        if (!proxies.includes(peer.high(), peer.low())) {
            return true;
        }
        long offset = batch.offset(slot);
        int length = batch.length(slot);
        ProxyResult result =
                ProxyParser.parseDatagram(batch.memory().asSlice(offset, length).asByteBuffer());
        return switch (result) {
            case ProxyResult.Found(ProxyHeader header, int taken) -> {
                peer.named(header.addresses());
                move(batch, offset + taken, offset, length - taken);
                batch.length(slot, length - taken);
                yield true;
            }
            case ProxyResult.Refused(ProxyRefusal reason) -> refused(peer, reason);
            case ProxyResult.More _ -> refused(peer, ProxyRefusal.ENDED);
        };
    }

    private boolean refused(Peer proxy, ProxyRefusal reason) {
        service.proxyRefusals().add(proxy.address(), reason);
        return false;
    }

    private static void move(DatagramBatch batch, long from, long to, int length) {
        MemorySegment.copy(batch.memory(), from, batch.memory(), to, length);
    }

    /** Whether a server wants a header in front of each datagram. */
    public static boolean wants(ServerConfig server) {
        return server.proxyProtocol() == ProxyProtocol.V2;
    }

    /**
     * The header of a client's datagram.
     *
     * @param at where the service listens
     */
    public static byte[] header(Peer client, InetSocketAddress at) {
        ProxyAddresses named = client.named();
        return ProxyWriter.datagram(named == null ? addresses(client, at) : named);
    }

    private static ProxyAddresses addresses(Peer client, InetSocketAddress at) {
        boolean known = client.localHigh() != 0 || client.localLow() != 0;
        IpAddress local = known ? new IpAddress(client.localHigh(), client.localLow()) : IpAddress.of(at.getAddress());
        return new ProxyAddresses(client.address(), client.port(), local, at.getPort());
    }

    /**
     * Puts a header in front of the datagram in a slot.
     *
     * @return false if there is no room for it
     */
    public static boolean putInFront(byte[] header, DatagramBatch batch, int slot) {
        long offset = batch.offset(slot);
        int length = batch.length(slot);
        if (header.length + length > batch.capacity()) {
            return false;
        }
        move(batch, offset, offset + header.length, length);
        MemorySegment.copy(MemorySegment.ofArray(header), 0, batch.memory(), offset, header.length);
        batch.length(slot, header.length + length);
        return true;
    }

    /** A header with a datagram behind it. */
    public static byte[] joined(byte[] header, byte[] datagram, int length) {
        byte[] joined = new byte[header.length + length];
        System.arraycopy(header, 0, joined, 0, header.length);
        System.arraycopy(datagram, 0, joined, header.length, length);
        return joined;
    }
}
