package org.penlb.accesslog;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import org.penlb.config.Address;
import org.penlb.config.ConfigException;
import org.penlb.config.ServerArguments;
import org.penlb.system.ServiceNames;

/** Sends the log to penlogd, a datagram a line. Nobody says whether they arrive: what cannot be sent at once is dropped. */
final class PenlogdSender implements Sink {
    private static final Address NO_PORT = new Address.Inet("::", 0);

    private final Trouble trouble;
    private final InetSocketAddress penlogd;
    private final DatagramChannel channel;

    private PenlogdSender(Trouble trouble, InetSocketAddress penlogd) throws IOException {
        this.trouble = trouble;
        this.penlogd = penlogd;
        channel = DatagramChannel.open();
        channel.configureBlocking(false);
    }

    /**
     * Gets ready to send to {@code host:port}; IPv6 literals are in brackets, the port may be the name of a service.
     *
     * @throws ConfigException if there is no such host or port
     */
    static PenlogdSender to(String destination, Trouble trouble) {
        try {
            return new PenlogdSender(trouble, resolve(destination));
        } catch (ConfigException | IOException e) {
            throw trouble.error(String.valueOf(e.getMessage()));
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
            throw new ConfigException("\"" + host + "\" is not the name of a host");
        }
    }

    @Override
    public boolean take(LoggedRequest request) {
        byte[] line = request.toPenlogdLine();
        try {
            send(line);
        } catch (IOException e) {
            trouble.dropped(1);
            trouble.failed(String.valueOf(e.getMessage()));
        }
        return true;
    }

    private void send(byte[] line) throws IOException {
        if (!channel.isConnected()) {
            channel.connect(
                    penlogd); // not when it was opened: a network that is down then must not keep pen from starting
        }
        int sent;
        try {
            sent = channel.write(ByteBuffer.wrap(line));
        } catch (PortUnreachableException _) {
            // That is about the line before; this one was not sent.
            trouble.dropped(1);
            trouble.failed("nobody listens there");
            sent = channel.write(ByteBuffer.wrap(line));
        }
        if (sent == 0) {
            trouble.dropped(1);
        }
    }

    @Override
    public boolean flush() {
        return true;
    }

    @Override
    public void reopen() {
        // There is no file that could have been moved away.
    }

    @Override
    public int close() {
        try {
            channel.close();
        } catch (IOException e) {
            trouble.failed(String.valueOf(e.getMessage()));
        }
        return 0;
    }
}
