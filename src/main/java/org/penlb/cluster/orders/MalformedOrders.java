package org.penlb.cluster.orders;

/** What came is not what {@link OrderCodec} writes. */
public final class MalformedOrders extends Exception {
    private static final long serialVersionUID = 1L;

    MalformedOrders(String message) {
        super(message);
    }

    MalformedOrders(Exception cause) {
        super(cause.getMessage(), cause);
    }
}
