package org.penlb.relay.socket;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;
import org.penlb.relay.SystemCalls;

/**
 * The calls of the socket relay. Netty's own socket asks for its address whenever it wraps a descriptor, cannot hold a
 * segment back until the end of the stream goes with it, and cannot widen a pipe.
 */
class StreamCalls extends SystemCalls {
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;

    private static final int SOCK_STREAM = 1;
    private static final int SOCK_NONBLOCK = 04000;
    private static final int SOCK_CLOEXEC = 02000000;
    private static final int SHUT_WR = 1;
    private static final int SOL_SOCKET = 1;
    private static final int SO_ERROR = 4;
    private static final int MSG_PEEK = 2;
    private static final int MSG_MORE = 0x8000;
    /** The signal would be ignored, as the JVM does; but it costs. */
    private static final int MSG_NOSIGNAL = 0x4000;

    private static final int SPLICE_F_MOVE = 1;
    private static final int SPLICE_F_NONBLOCK = 2;
    private static final int F_SETPIPE_SZ = 1031;
    private static final int F_GETPIPE_SZ = 1032;

    private static final @Nullable MethodHandle ACCEPT = bind("accept4");
    private static final @Nullable MethodHandle SOCKET = bind("socket");
    private static final @Nullable MethodHandle BIND = bind("bind");
    private static final @Nullable MethodHandle CONNECT = bind("connect");
    private static final @Nullable MethodHandle RECEIVE = bind("recv");
    private static final @Nullable MethodHandle SEND = bind("send");
    private static final @Nullable MethodHandle SHUTDOWN = bind("shutdown");
    private static final @Nullable MethodHandle SET_OPTION = bind("setsockopt");
    private static final @Nullable MethodHandle GET_OPTION = bind("getsockopt");
    private static final @Nullable MethodHandle OWN_ADDRESS = bind("getsockname");
    private static final @Nullable MethodHandle SPLICE = bind("splice");
    private static final @Nullable MethodHandle FCNTL = bind("fcntl");

    /** Room for an option's value and its length. */
    private final MemorySegment option;

    StreamCalls(Arena arena) {
        super(arena);
        option = arena.allocate(2 * INT.byteSize(), INT.byteSize());
    }

    /** Whether this system has them and lets Java call them. */
    static boolean available() {
        return ACCEPT != null
                && SOCKET != null
                && CONNECT != null
                && BIND != null
                && RECEIVE != null
                && SEND != null
                && SHUTDOWN != null
                && SET_OPTION != null
                && GET_OPTION != null
                && OWN_ADDRESS != null
                && SPLICE != null
                && FCNTL != null;
    }

    /** Accepts a client as a non-blocking socket; returns its descriptor, or an error number, negative. */
    int accept(int listening, Sockaddr peer) {
        return call(ACCEPT, listening, peer.address(), peer.expectLength(), SOCK_NONBLOCK | SOCK_CLOEXEC, 0, 0);
    }

    /** Opens a non-blocking stream socket; returns its descriptor, or an error number, negative. */
    int socket(int family) {
        return call(SOCKET, family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    }

    /** Connects; returns 0, or an error number, negative, of which EINPROGRESS says that it goes on. */
    int connect(int descriptor, Sockaddr to) {
        return call(CONNECT, descriptor, to.address(), to.length());
    }

    /** Gives a socket its own address; returns 0, or an error number, negative. */
    int bind(int descriptor, Sockaddr local) {
        return call(BIND, descriptor, local.address(), local.length());
    }

    /** Receives; returns how many bytes came, 0 at the end of the stream, or an error number, negative. */
    int receive(int descriptor, long address, int length) {
        return call(RECEIVE, descriptor, address, length, 0, 0, 0);
    }

    /** Receives what stays there to be received again; returns as {@link #receive} does. */
    int peek(int descriptor, long address, int length) {
        return call(RECEIVE, descriptor, address, length, MSG_PEEK, 0, 0);
    }

    /**
     * Sends.
     *
     * @param last whether the end of the stream follows at once: the bytes then wait for it, and travel with it
     * @return how many bytes were taken, or an error number, negative
     */
    int send(int descriptor, long address, int length, boolean last) {
        int flags = last ? MSG_NOSIGNAL | MSG_MORE : MSG_NOSIGNAL;
        return call(SEND, descriptor, address, length, flags, 0, 0);
    }

    /** Ends the stream towards the peer; returns 0, or an error number, negative. */
    int shutdownOutput(int descriptor) {
        return call(SHUTDOWN, descriptor, SHUT_WR, 0);
    }

    /** Moves bytes from or to a pipe; returns how many, 0 at the end of the stream, or an error number, negative. */
    int splice(int from, int to, int length) {
        return call(SPLICE, from, 0, to, 0, length, SPLICE_F_MOVE | SPLICE_F_NONBLOCK);
    }

    /** Gives a pipe this much room; returns how much it has now, or an error number, negative. */
    int widenPipe(int descriptor, int bytes) {
        return call(FCNTL, descriptor, F_SETPIPE_SZ, bytes);
    }

    /** How much room a pipe has, in bytes; or an error number, negative. */
    int pipeRoom(int descriptor) {
        return call(FCNTL, descriptor, F_GETPIPE_SZ, 0);
    }

    /** Sets an option that is an int; returns 0, or an error number, negative. */
    int setOption(int descriptor, int level, int name, int value) {
        option.set(INT, 0, value);
        return setOptionOf(descriptor, level, name, (int) INT.byteSize());
    }

    /** Sets an option that is two ints. */
    int setOption(int descriptor, int level, int name, int first, int second) {
        option.set(INT, 0, first);
        option.set(INT, INT.byteSize(), second);
        return setOptionOf(descriptor, level, name, 2 * (int) INT.byteSize());
    }

    private int setOptionOf(int descriptor, int level, int name, int length) {
        return call(SET_OPTION, descriptor, level, name, option.address(), length, 0);
    }

    /** Takes the error that a socket has met; returns it as a negative number, 0 if there is none. */
    int takeError(int descriptor) {
        option.set(INT, 0, 0);
        option.set(INT, INT.byteSize(), (int) INT.byteSize());
        long value = option.address();
        int result = call(GET_OPTION, descriptor, SOL_SOCKET, SO_ERROR, value, value + INT.byteSize(), 0);
        return result < 0 ? result : -option.get(INT, 0);
    }

    /** Asks for a socket's own address; returns 0, or an error number, negative. */
    int ownAddress(int descriptor, Sockaddr into) {
        return call(OWN_ADDRESS, descriptor, into.address(), into.expectLength());
    }
}
