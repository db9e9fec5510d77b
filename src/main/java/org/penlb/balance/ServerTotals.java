package org.penlb.balance;

/**
 * What one or several servers did since the start.
 *
 * @param sent bytes from clients to servers
 * @param received bytes from servers to clients
 * @param connects connections to servers that clients were given
 * @param failures connections to servers that could not be made, and datagrams for which there was no way to the server
 * @param queries datagrams or queries that servers were sent
 * @param answers datagrams or answers that came from servers in time
 * @param timeouts datagrams or queries that a server did not answer in time, or of which the network said that they do
 *     not arrive
 * @param rescues those that were sent to another server then
 * @param connecting how long connections took to be made
 * @param answering how long answers took
 */
public record ServerTotals(
        long sent,
        long received,
        long connects,
        long failures,
        long queries,
        long answers,
        long timeouts,
        long rescues,
        Latencies connecting,
        Latencies answering) {
    /** Nothing was done. */
    public static final ServerTotals NONE = ofBytes(0, 0);

    static ServerTotals ofBytes(long sent, long received) {
        return new ServerTotals(sent, received, 0, 0, 0, 0, 0, 0, Latencies.NONE, Latencies.NONE);
    }

    ServerTotals plus(ServerTotals other) {
        return new ServerTotals(
                sent + other.sent,
                received + other.received,
                connects + other.connects,
                failures + other.failures,
                queries + other.queries,
                answers + other.answers,
                timeouts + other.timeouts,
                rescues + other.rescues,
                connecting.plus(other.connecting),
                answering.plus(other.answering));
    }
}
