package org.penlb.relay;

import java.net.InetSocketAddress;

/**
 * A UDP socket on an event loop: a listening one, which hears everybody, or one that is connected to a server and hears it
 * alone. All calls come from the event loop. Sending never waits and never fails loudly: a datagram that the system does
 * not take is lost and counted, as datagrams may be.
 */
public interface DatagramPort {
    /** Its own address, with the real port where 0 was asked for. */
    InetSocketAddress localAddress();

    /** Its descriptor, or -1 where descriptors are hidden. */
    int descriptor();

    /** Starts to read. Until then a listening port's datagrams wait in the kernel; a connected port reads at once. */
    void resume();

    /**
     * Sends the datagram of a slot to this peer, from the address of ours that the peer wrote to. For listening ports. The
     * peer may be changed afterwards; the slot must be as it is until {@link DatagramReceiver#received}, which gave the batch,
     * returns.
     */
    void send(DatagramBatch batch, int slot, Peer to);

    /** Sends the datagram of a slot to the server. For connected ports; the slot as above. */
    void send(DatagramBatch batch, int slot);

    /**
     * Sends the first {@code length} bytes at once, to this peer, after what was sent before. For listening ports.
     *
     * @param length at most {@link DatagramBatch#capacity}
     */
    void send(byte[] datagram, int length, Peer to);

    /** Sends the first {@code length} bytes at once, to the server. For connected ports; otherwise as above. */
    void send(byte[] datagram, int length);

    /** Allows datagrams that are sent in one turn to leave in another order, which may cost less. */
    void anyOrder();

    /**
     * Asks the system to keep so many bytes of datagrams until they are read. It may give less, and tells by
     * {@link #receiveBuffer()}.
     *
     * @param bytes as SO_RCVBUF counts them, of which the kernel makes twice as many, and counts a datagram with what it takes
     *     to keep it
     */
    void receiveBuffer(int bytes);

    /** How many bytes the system keeps, as they are asked for. */
    int receiveBuffer();

    /** How many datagrams the system did not take since this was asked last. */
    long takeDropped();

    /**
     * How many datagrams the kernel threw away since this was asked last, because nobody had read those before them in time
     * and the receive buffer was full; 0 where the kernel does not tell. Asking takes a system call.
     */
    long takeOverflowed();

    /**
     * About how many datagrams wait behind those that are being delivered, within a factor of two; 0 where nothing or next to
     * nothing does, or the kernel does not tell. For listening ports.
     */
    int waiting();

    /** Sends what is still to be sent, then closes the socket; its receiver hears nothing more. Closing twice does nothing. */
    void close();
}
