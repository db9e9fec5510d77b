package org.penlb.cli.penctl;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.nio.channels.UnsupportedAddressTypeException;
import java.nio.file.InvalidPathException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.penlb.config.Address;

/** Where a pen takes commands: a connection for each, and the reply ends when the server closes it. */
public final class ControlPort {
    static final Duration CONNECT = Duration.ofSeconds(5);
    static final Duration REPLY = Duration.ofSeconds(60);

    private static final int BUFFER = 1 << 14;

    private final Address address;
    private final Duration connect;
    private final Duration reply;

    /**
     * @param connect how long to wait for a connection, for each address that a name has
     * @param reply how long to wait for the server, from sending the command to the end of the reply
     */
    public ControlPort(Address address, Duration connect, Duration reply) {
        this.address = address;
        this.connect = connect;
        this.reply = reply;
    }

    /** Where it is. */
    public Address address() {
        return address;
    }

    /** The same port, asked with less patience for connecting and for the reply. */
    ControlPort within(Duration limit) {
        return new ControlPort(address, limit, limit);
    }

    /**
     * Sends a command and passes the reply on, piece by piece as it comes. Interrupting the thread breaks it off.
     *
     * @throws ControlFailure if there was no connection, or the reply has no end
     * @throws IOException if the reply could not be passed on
     */
    public void send(CommandText command, OutputStream to) throws ControlFailure, IOException {
        try (SocketChannel channel = connect()) {
            long left = reply.toNanos();
            var line = ByteBuffer.wrap(command.line());
            while (line.hasRemaining()) {
                left -= wait(channel, left, () -> channel.write(line));
            }
            var piece = ByteBuffer.allocate(BUFFER);
            // A read that brings nothing is the end.
            for (int length = 1; length > 0; length = piece.position()) {
                piece.clear();
                left -= wait(channel, left, () -> channel.read(piece));
                to.write(piece.array(), 0, piece.position());
                to.flush();
            }
        }
    }

    /** Waits for the server. Returns how long that was in nanoseconds; what passing the reply on takes does not count. */
    private long wait(SocketChannel channel, long nanos, TimeLimit.Call call) throws ControlFailure {
        long start = System.nanoTime();
        try {
            TimeLimit.run(channel, nanos, call);
        } catch (ClosedByInterruptException _) {
            throw new ControlFailure(address + ": interrupted");
        } catch (ClosedChannelException _) {
            throw new ControlFailure(address + ": the reply has not ended within " + text(reply), true);
        } catch (IOException e) {
            throw new ControlFailure(address + ": " + text(e) + " before the end of the reply");
        }
        return System.nanoTime() - start;
    }

    private SocketChannel connect() throws ControlFailure {
        String reason = "the name has no address";
        boolean late = false;
        for (SocketAddress candidate : resolve()) {
            try {
                return connect(candidate);
            } catch (ClosedByInterruptException _) {
                throw cannotConnect("interrupted");
            } catch (ClosedChannelException _) {
                reason = "no answer within " + text(connect);
                late = true;
            } catch (UnsupportedAddressTypeException _) {
                reason = "this system has no IPv6";
                late = false;
            } catch (IOException e) {
                reason = text(e);
                late = false;
            }
        }
        throw new ControlFailure(notConnected(reason), late);
    }

    private SocketChannel connect(SocketAddress to) throws IOException {
        SocketChannel channel = to instanceof UnixDomainSocketAddress
                ? SocketChannel.open(StandardProtocolFamily.UNIX)
                : SocketChannel.open();
        try {
            TimeLimit.run(channel, connect.toNanos(), () -> channel.connect(to));
            return channel;
        } catch (IOException | UnsupportedAddressTypeException e) {
            channel.close();
            throw e;
        }
    }

    private List<SocketAddress> resolve() throws ControlFailure {
        try {
            // Not by a switch over the types: the JVM takes milliseconds to link one, in each process anew.
            List<SocketAddress> candidates = new ArrayList<>();
            if (address instanceof Address.Unix unix) {
                candidates.add(UnixDomainSocketAddress.of(unix.path()));
            } else if (address instanceof Address.Inet inet) {
                for (InetAddress candidate : InetAddress.getAllByName(inet.host())) {
                    candidates.add(new InetSocketAddress(candidate, inet.port()));
                }
            }
            return candidates;
        } catch (UnknownHostException _) {
            throw cannotConnect("the name does not resolve");
        } catch (InvalidPathException e) {
            throw cannotConnect(e.getReason());
        }
    }

    private ControlFailure cannotConnect(String reason) {
        return new ControlFailure(notConnected(reason));
    }

    private String notConnected(String reason) {
        return "cannot connect to " + address + ": " + reason;
    }

    private static String text(Duration limit) {
        return limit.toSeconds() + " s";
    }

    /** The system's own words, as the end of a sentence: {@code connection refused}. */
    private static String text(IOException e) {
        String message = e.getMessage() == null ? e.toString() : e.getMessage();
        return message.substring(0, 1).toLowerCase(Locale.ROOT) + message.substring(1);
    }
}
