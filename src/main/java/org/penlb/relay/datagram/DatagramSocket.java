package org.penlb.relay.datagram;

import io.netty.channel.ChannelException;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.penlb.relay.BindOptions;
import org.penlb.relay.Errno;

/**
 * A non-blocking UDP socket of the family that an address asks for, and what is done once per socket, over Netty's native
 * calls. One of IPv6 carries IPv4, too.
 */
final class DatagramSocket extends Socket {
    private static final int SOCK_DGRAM = 2;
    private static final int SOCK_NONBLOCK = 04000;
    /** Netty's own sockets go to the programs that this one starts, if whoever starts them does not close them. */
    private static final int SOCK_CLOEXEC = 02000000;

    private static final int SOL_SOCKET = 1;
    private static final int SO_SNDBUF = 7;
    private static final int SO_RCVBUF = 8;
    private static final int SO_REUSEPORT = 15;
    private static final int SO_SNDBUFFORCE = 32;
    private static final int SO_RCVBUFFORCE = 33;
    /** The kernel makes twice as much of what it is asked for, and says so. */
    private static final int DOUBLED = 2;

    private DatagramSocket(int fd) {
        super(fd);
    }

    /**
     * A new socket for this address, not yet bound or connected.
     *
     * @throws IOException if the process or the system has no descriptor left
     */
    static DatagramSocket open(Mmsg calls, InetSocketAddress address) throws IOException {
        if (address.getAddress() == null) {
            throw new IOException(address.getHostString() + " is not resolved");
        }
        boolean v6 = address.getAddress() instanceof Inet6Address;
        int fd = calls.socket(v6 ? Messages.AF_INET6 : Messages.AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (fd < 0) {
            throw new IOException("socket() failed with error(" + fd + "): " + Errno.reason(-fd));
        }
        var socket = new DatagramSocket(fd);
        if (v6) {
            try {
                socket.v6only(false); // whatever the system's default is
            } catch (IOException e) {
                socket.close();
                throw e;
            }
        }
        return socket;
    }

    /** Whether a socket of IPv6 leaves IPv4 to others. */
    void v6only(boolean only) throws IOException {
        option(BindOptions.V6ONLY_LEVEL, BindOptions.V6ONLY_OPTION, only ? 1 : 0);
    }

    boolean isV6() {
        return ipv6;
    }

    /**
     * Makes room for bursts that come in.
     *
     * @param beyond whether beyond the system's limit, which takes a privilege
     * @return whether the system took it; within its limit it takes more than it gives
     */
    boolean receiveBuffer(int bytes, boolean beyond) {
        return set(beyond ? SO_RCVBUFFORCE : SO_RCVBUF, bytes);
    }

    /** Makes room for bursts that leave, otherwise as {@link #receiveBuffer}. */
    boolean sendBuffer(int bytes, boolean beyond) {
        return set(beyond ? SO_SNDBUFFORCE : SO_SNDBUF, bytes);
    }

    /** How much there is, as it is asked for. */
    int receiveBuffer() {
        try {
            return getReceiveBufferSize() / DOUBLED;
        } catch (IOException _) {
            return 0; // closed
        }
    }

    /** Lets other event loops of this process listen on the same address. */
    void share() throws IOException {
        option(SOL_SOCKET, SO_REUSEPORT, 1);
    }

    /** Netty throws what is unchecked, for instance at a process without the privilege. */
    private void option(int level, int option, int value) throws IOException {
        try {
            setIntOpt(level, option, value);
        } catch (ChannelException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private boolean set(int option, int value) {
        try {
            option(SOL_SOCKET, option, value);
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    /** Has the system tell to which address of ours each datagram was sent. */
    void tellRecipients() throws IOException {
        option(ControlData.SOL_IP, ControlData.IP_PKTINFO, 1); // of an IPv6 socket, too, for its IPv4 clients
        if (ipv6) {
            option(ControlData.SOL_IPV6, ControlData.IPV6_RECVPKTINFO, 1);
        }
    }

    /**
     * Has the system keep each error that the network reports until it is read. Otherwise one that turns up while datagrams
     * are sent is forgotten, and those that may be gone in a minute, such as a host that does not answer, are not told.
     */
    void keepErrors() throws IOException {
        option(ControlData.SOL_IP, ControlData.IP_RECVERR, 1);
        if (ipv6) {
            option(ControlData.SOL_IPV6, ControlData.IPV6_RECVERR, 1);
        }
    }

    /** Binds the source of a connection to come; the system chooses the port. */
    void bindSource(InetAddress source) throws IOException {
        bind(new InetSocketAddress(source, 0));
    }
}
