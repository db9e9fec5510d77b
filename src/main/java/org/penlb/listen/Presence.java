package org.penlb.listen;

import io.netty.channel.ChannelException;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.penlb.config.Protocol;

/**
 * Tells every other process of the network namespace that a Pen listens at an address, as long as it does: by a name in the
 * kernel's abstract socket namespace, which everybody can see and which ends with the process. So a look at a configuration
 * tells a port that the running Pen holds from one that another program holds, whoever looks.
 */
final class Presence implements AutoCloseable {
    private static final String PREFIX = "org.penlb/listens/";
    private static final Path NAMES = Path.of("/proc/net/unix");
    /** A process; its number may be another's, too, in a container that shares the network. */
    private static final String PROCESS = UUID.randomUUID().toString();

    /** Names of this process: two listeners may share an address while one takes over from the other. */
    private static final Map<String, Held> HELD = new HashMap<>();

    private static final class Held {
        private final Socket socket;
        private int times = 1;

        private Held(Socket socket) {
            this.socket = socket;
        }
    }

    private final List<String> names;

    private Presence(List<String> names) {
        this.names = names;
    }

    /** Tells it. That it cannot be told is no reason not to listen. */
    static Presence at(SocketAddress address, Protocol protocol) {
        var held = new ArrayList<String>();
        if (Epoll.isAvailable()) {
            for (String kind : kinds(protocol)) {
                String name = PREFIX + PROCESS + "/" + kind + "/" + key(address);
                if (hold(name)) {
                    held.add(name);
                }
            }
        }
        return new Presence(held);
    }

    private static List<String> kinds(Protocol protocol) {
        return switch (protocol) {
            case STREAM -> List.of("tcp");
            case UDP -> List.of("udp");
            case DNS -> List.of("tcp", "udp");
        };
    }

    private static String key(SocketAddress address) {
        return switch (address) {
            case InetSocketAddress inet -> inet.getPort() + "/" + host(inet.getAddress());
            case UnixDomainSocketAddress unix ->
                "unix/"
                        + UUID.nameUUIDFromBytes(unix.getPath()
                                .toAbsolutePath()
                                .normalize()
                                .toString()
                                .getBytes(StandardCharsets.UTF_8));
            default -> throw new IllegalArgumentException("address: " + address);
        };
    }

    private static String host(InetAddress address) {
        String text = address.getHostAddress();
        int scope = text.indexOf('%');
        return scope < 0 ? text : text.substring(0, scope);
    }

    private static boolean hold(String name) {
        synchronized (HELD) {
            Held known = HELD.get(name);
            if (known != null) {
                known.times++;
                return true;
            }
            Socket socket = null;
            try {
                socket = Socket.newSocketDomain();
                socket.bind(new DomainSocketAddress("\0" + name));
                HELD.put(name, new Held(socket));
                return true;
            } catch (IOException | ChannelException _) { // the second when no descriptor is left
                close(socket);
                return false;
            }
        }
    }

    private static void close(@Nullable Socket socket) {
        try {
            if (socket != null) {
                socket.close();
            }
        } catch (IOException _) {
            // it is gone either way
        }
    }

    /** The listener is gone. */
    @Override
    public void close() {
        synchronized (HELD) {
            for (String name : names) {
                Held held = HELD.get(name);
                if (held != null && --held.times == 0) {
                    HELD.remove(name);
                    close(held.socket);
                }
            }
            names.clear();
        }
    }

    /** Where Pens listen now, this process among them. */
    static final class Seen {
        private final Set<String> keys = new HashSet<>();

        private Seen() {}

        /** Whether a Pen listens where somebody else cannot listen any more, for one of the protocol's kinds. */
        boolean isHeld(SocketAddress address, Protocol protocol) {
            return kinds(protocol).stream().anyMatch(kind -> isHeld(kind, address));
        }

        private boolean isHeld(String kind, SocketAddress address) {
            if (keys.contains(kind + "/" + key(address))) {
                return true;
            }
            if (!(address instanceof InetSocketAddress inet)) {
                return false;
            }
            String port = kind + "/" + inet.getPort() + "/";
            return inet.getAddress().isAnyLocalAddress()
                    ? keys.stream().anyMatch(key -> key.startsWith(port))
                    : keys.contains(port + "0.0.0.0") || keys.contains(port + "0:0:0:0:0:0:0:0");
        }
    }

    /** Looks. */
    static Seen seen() {
        var seen = new Seen();
        try (var lines = Files.lines(NAMES, StandardCharsets.ISO_8859_1)) {
            lines.forEach(line -> {
                int name = line.indexOf("@" + PREFIX);
                if (name >= 0) {
                    seen.keys.add(line.substring(line.indexOf('/', name + 1 + PREFIX.length()) + 1));
                }
            });
        } catch (IOException _) {
            // not Linux, or no /proc: nobody can be seen
        }
        return seen;
    }
}
