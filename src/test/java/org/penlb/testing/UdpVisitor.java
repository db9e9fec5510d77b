package org.penlb.testing;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A UDP client. Whatever it hears must come from the address that it writes to, a balancer's or a server's. */
public final class UdpVisitor implements AutoCloseable {
    private static final int LARGEST = 65_507;
    /** For the bursts of some tests. */
    private static final int ROOM = 4 << 20;
    /** What comes on loopback at all has come by then. */
    private static final int SHORT_MILLIS = 300;

    private final DatagramSocket socket;
    private final InetSocketAddress server;
    private final byte[] buffer = new byte[LARGEST];
    private int asked;

    /** A socket with this source address and a port of its own. */
    public UdpVisitor(String source, InetSocketAddress server) throws IOException {
        this(server, new DatagramSocket(0, InetAddress.ofLiteral(source)));
    }

    /** A socket whose source address the system chooses. */
    public UdpVisitor(InetSocketAddress server) throws IOException {
        this(server, new DatagramSocket());
    }

    private UdpVisitor(InetSocketAddress server, DatagramSocket socket) throws IOException {
        this.server = server; // not connected to: the JDK sends no empty datagrams then
        this.socket = socket;
        socket.setReceiveBufferSize(ROOM);
    }

    public void send(byte[] datagram) throws IOException {
        socket.send(new DatagramPacket(datagram, datagram.length, server));
    }

    /** Sends a text. */
    public void send(String text) throws IOException {
        send(text.getBytes(StandardCharsets.US_ASCII));
    }

    /**
     * The next datagram that comes.
     *
     * @param millis how long to wait, more than 0
     * @return null if nothing came by then
     */
    public byte @Nullable [] receive(int millis) throws IOException {
        var packet = new DatagramPacket(buffer, LARGEST);
        socket.setSoTimeout(millis);
        try {
            socket.receive(packet);
        } catch (SocketTimeoutException _) {
            return null;
        }
        if (!packet.getSocketAddress().equals(server)) {
            throw new AssertionError("a datagram from " + packet.getSocketAddress() + ", not from " + server);
        }
        return Arrays.copyOf(packet.getData(), packet.getLength());
    }

    /** The next datagram that comes; fails if none comes for a long time. */
    public byte[] receive() throws IOException {
        byte[] datagram = receive((int) Await.LONG.toMillis());
        if (datagram == null) {
            throw new AssertionError("no datagram within " + Await.LONG);
        }
        return datagram;
    }

    /** What comes back for this one. */
    public byte[] exchange(byte[] datagram) throws IOException {
        send(datagram);
        return receive();
    }

    /** Whether something was there already, which is gone now. */
    public boolean hasReceived() throws IOException {
        return receive(1) != null;
    }

    /** The next datagram, as text. */
    public String receiveText() throws IOException {
        return new String(receive(), StandardCharsets.US_ASCII);
    }

    /** The name of the server that answers one datagram, sent once; fails if none does for a long time. */
    public String ask() throws IOException {
        return answer((int) Await.LONG.toMillis(), true);
    }

    /** The name of the server that answers one datagram at once; "" if none does. */
    public String tryAsk() throws IOException {
        return answer(SHORT_MILLIS, false);
    }

    /** Answers to what was asked before and given up are passed over. */
    private String answer(int millis, boolean must) throws IOException {
        String question = " question " + ++asked;
        send(question.strip());
        while (true) {
            byte[] datagram = receive(millis);
            if (datagram == null && must) {
                throw new AssertionError("no answer within " + millis + " ms");
            }
            String answer = datagram == null ? question : new String(datagram, StandardCharsets.US_ASCII);
            if (answer.endsWith(question)) {
                return answer.substring(0, answer.length() - question.length());
            }
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
