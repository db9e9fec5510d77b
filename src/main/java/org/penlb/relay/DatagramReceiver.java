package org.penlb.relay;

/**
 * Whoever wants the datagrams of a {@link DatagramPort}. Called on its event loop, and never in the middle of another call.
 * What it throws is logged as a fault of ours, and costs the datagrams at hand.
 */
public interface DatagramReceiver {
    /**
     * Datagrams came, in the slots {@code from} (inclusive) to {@code to} (exclusive). They are valid until this returns;
     * what is sent from them meanwhile is sent soon after, all of one port in as few system calls as can be.
     */
    void received(DatagramPort port, DatagramBatch batch, int from, int to);

    /**
     * The network said that datagrams of this connected port do not arrive: nobody has the port open, or there is no way to
     * the host. Told once for each time that the network says so; the port remains as it is.
     *
     * <p>A listening port hears of no errors, so this does nothing unless it is overridden.
     *
     * @param reason what the system says, for the operator
     */
    default void unreachable(DatagramPort port, String reason) {}

    /**
     * The system does not take a datagram from this connected port: there is no way to the server from the port's own address,
     * which may not even be this machine's any more. A new port would start at the address of now. Told once for each batch.
     *
     * @param reason what the system says, for the operator
     */
    default void cannotSend(DatagramPort port, String reason) {
        unreachable(port, reason);
    }
}
