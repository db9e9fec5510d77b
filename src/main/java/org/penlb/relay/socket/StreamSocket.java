package org.penlb.relay.socket;

import io.netty.channel.unix.Errors;
import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;
import org.penlb.relay.Transparency;

/** A non-blocking stream socket, TCP or Unix, of an accepted client or towards a server. */
final class StreamSocket extends FileDescriptor {
    private static final int IPPROTO_IP = 0;
    private static final int IP_BIND_ADDRESS_NO_PORT = 24;
    private static final int IPPROTO_TCP = 6;
    private static final int TCP_NODELAY = 1;
    private static final int SOL_SOCKET = 1;
    private static final int SO_KEEPALIVE = 9;
    private static final int SO_LINGER = 13;
    private static final int EINPROGRESS = 115;

    private final StreamCalls calls;

    /** Wraps a descriptor that was accepted. */
    StreamSocket(StreamCalls calls, int descriptor) {
        super(descriptor);
        this.calls = calls;
    }

    /**
     * A new socket for this address, not yet bound or connected.
     *
     * @throws IOException if the process or the system has no descriptor left
     */
    static StreamSocket open(StreamCalls calls, SocketAddress address) throws IOException {
        return new StreamSocket(calls, check("socket", calls.socket(Sockaddr.family(address))));
    }

    private static int check(String call, int result) throws IOException {
        if (result < 0) {
            throw Errors.newIOException(call, result);
        }
        return result;
    }

    /** Starts connecting; true if it is connected already. */
    boolean connect(SocketAddress address, Sockaddr memory) throws IOException {
        memory.put(address);
        int result = calls.connect(intValue(), memory);
        return result != -EINPROGRESS && check("connect", result) == 0;
    }

    /**
     * Judges how connecting ended.
     *
     * @param error as {@link #takeError} gave it
     */
    static void checkConnected(int error) throws IOException {
        check("connect", error);
    }

    /** Whether the connection has met an error. */
    boolean isBroken() {
        return takeError() != 0;
    }

    /** The error that the connection has met, as a negative number; 0 if there is none, or if it was taken before. */
    int takeError() {
        return calls.takeError(intValue());
    }

    /** Its own address and port; null if it is a Unix socket, or closed. */
    @Nullable
    InetSocketAddress localAddress(Sockaddr memory) {
        return isOpen() && calls.ownAddress(intValue(), memory) == 0 && memory.port() != 0
                ? new InetSocketAddress(memory.host().toInetAddress(), memory.port())
                : null;
    }

    void noDelay() throws IOException {
        set(IPPROTO_TCP, TCP_NODELAY, 1);
    }

    void keepAlive() throws IOException {
        set(SOL_SOCKET, SO_KEEPALIVE, 1);
    }

    /**
     * Binds the local address of a connection to come, without taking a port yet: the kernel then picks one that is free
     * towards that server, so that the ports of one local address serve every server anew.
     */
    void bindSource(InetAddress source, Sockaddr memory) throws IOException {
        set(IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, 1);
        memory.put(new InetSocketAddress(source, 0));
        check("bind", calls.bind(intValue(), memory));
    }

    /** Lets {@link #bindSource} take an address that this machine does not have. */
    void allowForeignSource(InetAddress source) throws IOException {
        set(Transparency.level(source), Transparency.option(source), 1);
    }

    private void set(int level, int option, int value) throws IOException {
        check("setsockopt", calls.setOption(intValue(), level, option, value));
    }

    /** Has the close throw away what was not sent, and reset the connection. Does nothing to a Unix socket. */
    void resetAtClose() {
        var _ = calls.setOption(intValue(), SOL_SOCKET, SO_LINGER, 1, 0);
    }

    /** Receives; returns how many bytes came, 0 at the end of the stream, or an error number, negative. */
    int receive(long address, int length) {
        return calls.receive(intValue(), address, length);
    }

    /** Receives what stays there to be received again; returns as {@link #receive} does. */
    int peek(long address, int length) {
        return calls.peek(intValue(), address, length);
    }

    /**
     * Sends.
     *
     * @param last whether the end of the stream follows at once, and these bytes are to travel with it
     * @return how many bytes were taken, or an error number, negative
     */
    int send(long address, int length, boolean last) {
        return calls.send(intValue(), address, length, last);
    }

    /** Ends the stream towards the peer; false if it is not connected any more. */
    boolean shutdownOutput() {
        return calls.shutdownOutput(intValue()) == 0;
    }
}
