package org.penlb.relay;

import java.io.IOException;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.function.Consumer;
import org.penlb.config.FastClose;

/**
 * One way of moving bytes on one event loop: it accepts, dials and joins. Whatever the implementation, a relay passes
 * every byte on in order, passes a half-close on as a half-close and a reset as a reset, and stops reading a side whose
 * bytes the other side does not take.
 *
 * <p>All calls come from the event loop, and all listeners are called on it.
 */
public interface Transport {
    /** No bytes of ours. */
    byte[] NO_PREFACE = {};

    /**
     * Opens a listening socket.
     *
     * @param local an {@link java.net.InetSocketAddress} or {@link java.net.UnixDomainSocketAddress}
     * @param limit asked before each client
     * @param onAccept takes over each client; its place within the limit is the caller's to give back from then on
     * @throws IOException saying why the address cannot be listened on
     */
    Acceptor listen(SocketAddress local, ListenOptions options, AcceptLimit limit, Consumer<End> onAccept)
            throws IOException;

    /** Starts a connection to a server. */
    Dial dial(SocketAddress server, DialOptions options, DialListener listener);

    /**
     * Shows the first bytes of a client without taking them from it.
     *
     * @param mostBytes how many are shown at most, 1 to 65536
     * @param patience how long the listener may want more
     */
    Look look(End client, int mostBytes, Duration patience, LookListener listener);

    /**
     * Takes the first bytes from a client, which a {@linkplain #look look} has shown; those behind them stay as they are.
     *
     * @param bytes how many
     * @return false if they are not there any more, since the connection broke meanwhile
     */
    boolean take(End client, int bytes);

    /**
     * Joins two connected ends of this transport and takes them over.
     *
     * @param inspection who looks into what passes
     */
    default Relay join(End client, End server, FastClose fastClose, Inspection inspection, RelayListener listener) {
        return join(client, server, fastClose, inspection, NO_PREFACE, listener);
    }

    /**
     * Joins two connected ends of this transport and takes them over; the server gets some bytes of ours first.
     *
     * @param inspection who looks into what the client and the server send
     * @param preface leaves at once, whether the client has sent anything or not; is not counted
     */
    Relay join(
            End client, End server, FastClose fastClose, Inspection inspection, byte[] preface, RelayListener listener);

    /** Answers a client itself: waits for its first bytes, sends the reply, closes. */
    Relay answer(End client, byte[] reply, RelayListener listener);

    /**
     * Secures a connected end of this transport by TLS, and takes it over. Nothing may have been read from it.
     *
     * @throws UnsupportedOperationException if this transport cannot; what the options hold is the caller's to release then
     */
    default Handshake handshake(End end, HandshakeOptions options, HandshakeListener listener) {
        return handshake(end, options, NO_PREFACE, listener);
    }

    /**
     * Secures a connected end of this transport, which is told something in clear before.
     *
     * @param preface leaves before the handshake, as it is
     */
    default Handshake handshake(End end, HandshakeOptions options, byte[] preface, HandshakeListener listener) {
        throw new UnsupportedOperationException("this transport knows no TLS");
    }

    /**
     * Hands a connected end of this transport to code of ours that reads and writes its bytes itself. The receiver is called
     * from the next turn of the event loop on, first with what has come already.
     */
    StreamPort converse(End end, StreamReceiver receiver);

    /** Frees what the transport keeps for later use. Every acceptor, dial, relay and conversation must be over. */
    void close();
}
