package org.penlb.accesslog;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.penlb.config.Address;
import org.penlb.config.ConfigException;
import org.penlb.config.ServerArguments;
import org.penlb.system.ServiceNames;

/**
 * Sends the log to penlogd, a datagram a line, by the thread that logs: pen's line about a request must be there before that
 * of the web server, and sending never waits. Nobody says whether lines arrive; what cannot be sent at once is dropped. A socket
 * keeps the address of ours that it was given, so each second in which something is sent it is looked whether a new one would
 * start elsewhere, and the name is looked up again when the log is opened anew.
 *
 * @param <E> what lines are made of
 */
final class PenlogdSender<E> implements LogOutput<E> {
    private static final Address NO_PORT = new Address.Inet("::", 0);
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    /** Opens a socket to penlogd. */
    @FunctionalInterface
    interface Opener {
        /**
         * @throws IOException saying why there is none: a network that is down, for instance
         */
        DatagramChannel open(InetSocketAddress penlogd) throws IOException;
    }

    private final String destination;
    private final Trouble trouble;
    private final Function<E, byte[]> format;
    private final Function<String, InetSocketAddress> resolver;
    private final Opener opener;
    private final LongSupplier clock;
    private volatile InetSocketAddress penlogd;
    /** Not opened before something is sent: a network that is down then must not keep pen from starting. */
    private @Nullable DatagramChannel channel;

    private @Nullable InetSocketAddress connectedTo;
    private long lookedAt;
    /** Something is wrong with the line that is sent, or was with the one before. */
    private boolean faulty;

    private volatile boolean arriving = true;
    private volatile boolean closed;
    private final Reopening reopening = new Reopening();
    /** Looks the name up until it is known again; null while that is not needed. */
    private @Nullable Thread looking;

    /**
     * @param format makes a line, with its line feed
     * @param clock nanoseconds from any origin
     */
    PenlogdSender(String destination, Trouble trouble, Function<E, byte[]> format, Opener opener, LongSupplier clock) {
        this(destination, trouble, format, PenlogdSender::resolve, opener, clock);
    }

    /**
     * @param resolver what the destination stands for; throws a {@link ConfigException} if that is nothing
     */
    PenlogdSender(
            String destination,
            Trouble trouble,
            Function<E, byte[]> format,
            Function<String, InetSocketAddress> resolver,
            Opener opener,
            LongSupplier clock) {
        this.destination = destination;
        this.trouble = trouble;
        this.format = format;
        this.opener = opener;
        this.clock = clock;
        this.resolver = resolver;
        this.penlogd = resolver.apply(destination);
    }

    /**
     * Gets ready to send to {@code host:port}; IPv6 literals are in brackets, the port may be the name of a service.
     *
     * @throws ConfigException if there is no such host or port
     */
    static <E> PenlogdSender<E> to(String destination, Trouble trouble, Function<E, byte[]> format) {
        return to(destination, null, trouble, format);
    }

    /**
     * The same from an address of this machine.
     *
     * @param from null for the one that the way there begins at
     * @throws ConfigException if there is no such host or port
     */
    static <E> PenlogdSender<E> to(
            String destination, @Nullable InetAddress from, Trouble trouble, Function<E, byte[]> format) {
        try {
            return new PenlogdSender<>(destination, trouble, format, penlogd -> open(from, penlogd), System::nanoTime);
        } catch (ConfigException e) {
            throw trouble.error(e);
        }
    }

    private static DatagramChannel open(@Nullable InetAddress from, InetSocketAddress penlogd) throws IOException {
        DatagramChannel opened = DatagramChannel.open();
        try {
            opened.configureBlocking(false);
            if (from != null) {
                opened.bind(new InetSocketAddress(from, 0));
            }
            opened.connect(penlogd);
            return opened;
        } catch (IOException e) {
            opened.close();
            throw e;
        }
    }

    private static InetSocketAddress resolve(String destination) {
        Address address = new ServerArguments(ServiceNames::port).address(destination, NO_PORT);
        if (!(address instanceof Address.Inet(String host, int port)) || port == 0) {
            throw new ConfigException("the port is missing (expected: host:port)");
        }
        try {
            return new InetSocketAddress(InetAddress.getByName(host), port);
        } catch (UnknownHostException _) {
            throw ConfigException.passing("\"" + host + "\" is not the name of a host");
        }
    }

    @Override
    public synchronized void offer(E next) {
        if (closed) {
            trouble.dropped(1);
            return;
        }
        byte[] line = format.apply(next);
        faulty = false;
        try {
            send(line);
        } catch (IOException e) {
            faulty = true;
            trouble.dropped(1);
            trouble.failed(String.valueOf(e.getMessage()));
        }
        arriving = !faulty;
        trouble.tellDropped();
    }

    @Override
    public long dropped() {
        return trouble.dropped();
    }

    private void send(byte[] line) throws IOException {
        long now = clock.getAsLong();
        DatagramChannel by = channel;
        if (by == null || !penlogd.equals(connectedTo)) {
            by = openAnew();
        } else if (now - lookedAt >= SECOND) {
            by = followNetwork(by);
        }
        lookedAt = now;
        int sent;
        try {
            sent = by.write(ByteBuffer.wrap(line));
        } catch (PortUnreachableException _) {
            // That is about the line before; this one was not sent.
            faulty = true;
            trouble.dropped(1);
            trouble.failed("nobody listens there");
            sent = by.write(ByteBuffer.wrap(line));
        } catch (IOException e) {
            // From there it does not leave; perhaps from elsewhere.
            trouble.failed(String.valueOf(e.getMessage()));
            sent = openAnew().write(ByteBuffer.wrap(line));
        }
        if (sent == 0) {
            trouble.dropped(1);
        }
    }

    private DatagramChannel openAnew() throws IOException {
        InetSocketAddress to = penlogd;
        DatagramChannel opened = opener.open(to);
        use(opened, to);
        return opened;
    }

    /** A socket that starts where a new one would. */
    private DatagramChannel followNetwork(DatagramChannel by) throws IOException {
        DatagramChannel opened;
        try {
            opened = opener.open(penlogd);
        } catch (IOException _) {
            return by; // what is wrong is told when it is used
        }
        InetAddress before = source(by);
        InetAddress now = source(opened);
        if (before.equals(now)) {
            opened.close();
            return by;
        }
        trouble.failed("the way there starts at " + now.getHostAddress() + " now, no longer at "
                + before.getHostAddress() + "; the socket is opened anew");
        use(opened, penlogd);
        return opened;
    }

    private static InetAddress source(DatagramChannel by) throws IOException {
        return ((InetSocketAddress) by.getLocalAddress()).getAddress();
    }

    private void use(DatagramChannel opened, InetSocketAddress to) throws IOException {
        DatagramChannel old = channel;
        channel = opened;
        connectedTo = to;
        if (old != null) {
            old.close();
        }
    }

    /** There is no file that could have been moved away, but the name may stand for another address. */
    @Override
    public void reopen() {
        try {
            penlogd = resolver.apply(destination);
            reopening.done();
            wake();
        } catch (ConfigException e) {
            reopening.failed();
            lookUntilKnown();
            throw trouble.error(e);
        }
    }

    private synchronized void wake() {
        LockSupport.unpark(looking);
    }

    private synchronized void lookUntilKnown() {
        if (looking == null && !closed) {
            looking = Thread.ofPlatform().daemon().name("pen-log-name").start(this::look);
        }
    }

    private void look() {
        while (goesOnLooking()) {
            LockSupport.parkNanos(this, reopening.due());
            if (reopening.isDue() && !closed) {
                try {
                    penlogd = resolver.apply(destination);
                    if (reopening.done()) {
                        trouble.tell("the lines go to " + penlogd.getAddress().getHostAddress() + " from now on");
                    }
                } catch (ConfigException _) {
                    reopening.failedAgain();
                }
            }
        }
    }

    private synchronized boolean goesOnLooking() {
        if (reopening.isWanted() && !closed) {
            return true;
        }
        looking = null;
        return false;
    }

    @Override
    public boolean isUp() {
        return arriving && !reopening.isWanted();
    }

    @Override
    public synchronized void close() {
        closed = true;
        wake();
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            trouble.failed(String.valueOf(e.getMessage()));
        }
    }
}
