package org.penlb.system;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Tells the service manager how this process is doing, in systemd's protocol (sd_notify(3)): datagrams to the socket that
 * NOTIFY_SOCKET names. The socket is connected when this is made, so that it is in reach of a jail. Where nobody wants to
 * know, nothing is said.
 */
public final class ServiceManager implements AutoCloseable {
    private static final int AF_UNIX = 1;
    private static final int SOCK_DGRAM_CLOEXEC = 2 | 0x80000;
    /** No waiting for a manager that does not read, no signal from one that is gone. */
    private static final int MSG_DONTWAIT_NOSIGNAL = 0x40 | 0x4000;

    private static final int PATH_MAX = 108;
    private static final int CLOCK_MONOTONIC = 1;

    private static final CFunction SOCKET = new CFunction("socket");
    private static final CFunction CONNECT = new CFunction("connect");
    private static final CFunction SEND = new CFunction("send");
    private static final CFunction CLOSE = new CFunction("close");
    private static final CFunction CLOCK_GETTIME = new CFunction("clock_gettime");

    private static final int NOBODY = -1;

    private final int descriptor;

    private ServiceManager(int descriptor) {
        this.descriptor = descriptor;
    }

    /** The manager that started this process, if one did. */
    public static ServiceManager fromEnvironment() throws IOException {
        return at(System.getenv("NOTIFY_SOCKET"));
    }

    /**
     * @param address a path, or {@code @} and a name for a socket outside of the file system; null or "" for nobody
     * @throws IOException if it is neither, or nobody is there
     */
    static ServiceManager at(@Nullable String address) throws IOException {
        if (address == null || address.isEmpty()) {
            return new ServiceManager(NOBODY);
        }
        byte[] path = address.getBytes(StandardCharsets.UTF_8);
        if ((path[0] != '/' && path[0] != '@') || path.length >= PATH_MAX) {
            throw new IOException(
                    "\"" + address + "\" is neither an absolute path nor @name, of less than " + PATH_MAX + " bytes");
        }
        if (path[0] == '@') {
            path[0] = 0;
        }
        int descriptor = SOCKET.call(AF_UNIX, SOCK_DGRAM_CLOEXEC, 0);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment socketAddress = arena.allocate(Short.BYTES + PATH_MAX, Short.BYTES);
            socketAddress.set(ValueLayout.JAVA_SHORT, 0, (short) AF_UNIX);
            MemorySegment.copy(path, 0, socketAddress, ValueLayout.JAVA_BYTE, Short.BYTES, path.length);
            // A path has its NUL behind it, a name is as long as it is.
            int length = Short.BYTES + path.length + (path[0] == 0 ? 0 : 1);
            CONNECT.call(descriptor, socketAddress, length);
            return new ServiceManager(descriptor);
        } catch (IOException e) {
            CLOSE.call(descriptor);
            throw new IOException("\"" + address + "\": " + e.getMessage(), e);
        }
    }

    /** Clients are served now: for the first time, or again after {@link #reloading()}. */
    public void ready() {
        tell("READY=1\nMAINPID=" + ProcessHandle.current().pid());
    }

    /** The configuration is being read again; {@link #ready()} follows, whatever comes of it. */
    public void reloading() {
        if (descriptor != NOBODY) {
            tell("RELOADING=1\nMONOTONIC_USEC=" + monotonicMicros());
        }
    }

    /** The end has begun. */
    public void stopping() {
        tell("STOPPING=1");
    }

    private static long monotonicMicros() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment time = arena.allocate(ValueLayout.JAVA_LONG, 2);
            CLOCK_GETTIME.call(CLOCK_MONOTONIC, time);
            return time.getAtIndex(ValueLayout.JAVA_LONG, 0) * 1_000_000
                    + time.getAtIndex(ValueLayout.JAVA_LONG, 1) / 1_000;
        } catch (IOException e) {
            throw new IllegalStateException("every Linux has this clock", e);
        }
    }

    /** A message that cannot be sent is lost: what serves clients goes on whether the manager listens or not. */
    private void tell(String message) {
        if (descriptor == NOBODY) {
            return;
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment bytes = arena.allocateFrom(message);
            SEND.run(descriptor, bytes, bytes.byteSize() - 1, MSG_DONTWAIT_NOSIGNAL);
        } catch (IOException e) {
            throw new IllegalStateException("connect could be called, so send can", e);
        }
    }

    @Override
    public void close() throws IOException {
        if (descriptor != NOBODY) {
            CLOSE.call(descriptor);
        }
    }
}
