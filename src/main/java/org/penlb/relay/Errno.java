package org.penlb.relay;

import io.netty.channel.unix.Errors.NativeIoException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.penlb.relay.DialListener.Fault;

/** The error numbers of Linux that the data path tells apart, and what they mean to an operator. */
public final class Errno {
    public static final int NONE = 0;
    public static final int EAGAIN = 11;
    public static final int ECONNRESET = 104;

    private static final int EPERM = 1;
    public static final int ENOENT = 2;
    private static final int EINTR = 4;
    public static final int EPIPE = 32;
    private static final int EIO = 5;
    private static final int ENOMEM = 12;
    public static final int EACCES = 13;
    private static final int ENODEV = 19;
    private static final int EINVAL = 22;
    private static final int ENFILE = 23;
    private static final int EMFILE = 24;
    private static final int ENONET = 64;
    public static final int EPROTO = 71;
    private static final int EMSGSIZE = 90;
    private static final int ENOPROTOOPT = 92;
    private static final int EOPNOTSUPP = 95;
    public static final int EADDRINUSE = 98;
    public static final int EADDRNOTAVAIL = 99;
    private static final int ENETDOWN = 100;
    private static final int ENETUNREACH = 101;
    private static final int ECONNABORTED = 103;
    private static final int ENOBUFS = 105;
    private static final int ETIMEDOUT = 110;
    private static final int ECONNREFUSED = 111;
    private static final int EHOSTDOWN = 112;
    private static final int EHOSTUNREACH = 113;

    /** Netty's connect exceptions keep the number to themselves, but say it. */
    private static final Pattern NUMBER = Pattern.compile("error\\(-(\\d+)\\)");

    /** What the JDK says of an error (strerror(3)), whose number it keeps to itself. */
    private static final Map<String, Integer> TEXTS = Map.of(
            "No such file or directory", ENOENT,
            "Resource temporarily unavailable", EAGAIN,
            "Permission denied", EACCES,
            "Broken pipe", EPIPE,
            "Connection reset", ECONNRESET,
            "Invalid argument", EINVAL,
            "Network is unreachable", ENETUNREACH,
            "Address already in use", EADDRINUSE,
            "Cannot assign requested address", EADDRNOTAVAIL);

    private static final String NO_PORT = "no local port left (net.ipv4.ip_local_port_range)";

    private Errno() {}

    /** The error number behind an exception of Netty's native calls, or {@link #NONE} if it has none. */
    public static int of(IOException e) {
        if (e instanceof NativeIoException io) {
            return -io.expectedErr();
        }
        if (e instanceof FileNotFoundException) {
            return ENOENT;
        }
        if (e instanceof NoRouteToHostException) {
            return EHOSTUNREACH;
        }
        if (e instanceof PortUnreachableException) {
            return ECONNREFUSED;
        }
        Matcher number = NUMBER.matcher(String.valueOf(e.getMessage()));
        return number.find() ? Integer.parseInt(number.group(1)) : NONE;
    }

    /**
     * The error number behind any exception: as {@link #of}, and of the JDK's own exceptions, where only their text tells, the
     * numbers of what is told apart by it: what keeps an address from being listened on, and a Unix socket whose backlog is
     * full; and that nobody takes what is sent any more.
     */
    public static int ofAny(Throwable e) {
        int errno = e instanceof IOException io ? of(io) : NONE;
        if (errno != NONE) {
            return errno;
        }
        String said = String.valueOf(e.getMessage());
        return TEXTS.entrySet().stream()
                .filter(text -> said.contains(text.getKey()))
                .mapToInt(Map.Entry::getValue)
                .findFirst()
                .orElse(NONE);
    }

    /** Whether there is nothing wrong with the socket, but this machine lacks the means. It may have them again later. */
    public static boolean isShortage(int errno) {
        return errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM;
    }

    /**
     * Whether accept(2) says by this that the one client that was to be accepted is gone, or that a signal came between: the
     * next one may be accepted at once.
     */
    public static boolean isOfOneClient(int errno) {
        return switch (errno) {
            case EPERM,
                    EINTR,
                    ENONET,
                    EPROTO,
                    ENOPROTOOPT,
                    EOPNOTSUPP,
                    ENETDOWN,
                    ENETUNREACH,
                    ECONNABORTED,
                    ECONNRESET,
                    EHOSTDOWN,
                    EHOSTUNREACH -> true;
            default -> false;
        };
    }

    /** Whose fault it is that a connection could not be made. */
    public static Fault faultOf(int errno) {
        return switch (errno) {
            case EMFILE, ENFILE, ENOBUFS, ENOMEM, EADDRINUSE, EADDRNOTAVAIL, EAGAIN, EPERM -> Fault.OURS;
            case ECONNRESET -> Fault.RESET;
            default -> Fault.SERVER;
        };
    }

    /**
     * As {@link #faultOf}, of what the system says before anything was sent. EACCES is a rule or a right of this machine then;
     * later it is what the network says (icmp6, administratively prohibited).
     */
    public static Fault faultAtOnce(int errno) {
        return errno == EACCES ? Fault.OURS : faultOf(errno);
    }

    /** Whether the network says by this that datagrams do not reach a port (icmp(7)), as opposed to a lack of ours. */
    public static boolean isUnreachable(int errno) {
        return switch (errno) {
            case ECONNREFUSED, EHOSTUNREACH, ENETUNREACH, EHOSTDOWN, ENONET, ENOPROTOOPT, EACCES -> true;
            default -> false;
        };
    }

    /**
     * Whether the system may say by this that a connected socket's own address is of no use any more: it is not this machine's,
     * or no route starts there (a socket keeps the address that it was given when it was connected). Of a single datagram it
     * says nothing.
     */
    public static boolean isOfSource(int errno) {
        return switch (errno) {
            case EINVAL, ENODEV, EADDRNOTAVAIL, ENETDOWN, ENETUNREACH, EHOSTUNREACH, EHOSTDOWN, EACCES -> true;
            default -> false;
        };
    }

    /** Whether the system may say by this that it does not take several datagrams as one (udp(7), UDP_SEGMENT). */
    public static boolean refusesSegments(int errno) {
        return errno == EINVAL || errno == EIO || errno == EMSGSIZE || errno == EOPNOTSUPP;
    }

    /** Whether a socket could not be opened because there is no way to the server. */
    public static boolean isUnreachable(IOException e) {
        return isUnreachable(of(e)) && faultAtOnce(of(e)) != Fault.OURS;
    }

    public static String reason(IOException e) {
        return reason(of(e), e.getMessage());
    }

    public static String reason(int errno) {
        return reason(errno, "error " + errno);
    }

    /** Netty's exceptions begin with the call that failed. */
    private static boolean isOfBind(@Nullable String message) {
        return message != null && message.startsWith("bind");
    }

    private static String reason(int errno, @Nullable String otherwise) {
        return switch (errno) {
            case ECONNREFUSED -> "connection refused";
            case ENOENT -> "no such socket";
            case EACCES, EPERM -> "permission denied";
            case EMFILE, ENFILE -> "no file descriptor left";
            case ENOMEM, ENOBUFS -> "no memory left for sockets";
            case EADDRINUSE, EAGAIN -> NO_PORT;
            case EADDRNOTAVAIL ->
                isOfBind(otherwise)
                        ? "the source address is not one of this machine"
                        : NO_PORT + ", or no local address towards it";
            case EINVAL -> "invalid argument";
            case ENODEV -> "no such device";
            case ENETDOWN -> "network is down";
            case ENETUNREACH -> "network unreachable";
            case EHOSTUNREACH -> "no route to host";
            case EHOSTDOWN, ENONET -> "host is down";
            case ENOPROTOOPT -> "the host does not speak UDP";
            case ECONNRESET, EPIPE -> "connection reset";
            case ETIMEDOUT -> "connection timed out";
            default -> String.valueOf(otherwise);
        };
    }
}
