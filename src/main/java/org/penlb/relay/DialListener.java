package org.penlb.relay;

/**
 * Hears how a dial ended: exactly one call, on the event loop, and never before {@link Transport#dial} has returned.
 */
public interface DialListener {
    void connected(End server);

    /**
     * @param fault whose fault it was
     * @param reason for the operator, such as {@code connection refused}
     */
    void failed(Fault fault, String reason);

    /** Whose fault it is that a server could not be reached. */
    enum Fault {
        /** It refused, was unreachable or did not answer in time. */
        SERVER,
        /** It accepted, and reset the connection at once. */
        RESET,
        /**
         * It says nothing of the server: this machine could not even try, for want of descriptors, ports, or a source address
         * of its own, or what the client wants is not what that server has.
         */
        OURS
    }
}
