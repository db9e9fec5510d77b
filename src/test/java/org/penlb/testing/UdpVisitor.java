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

/** A client of UDP servers behind a balancer. Whatever it hears must come from the address that it wrote to. */
public final class UdpVisitor implements AutoCloseable {
    private static final int LARGEST = 65_507;
    /** What comes on loopback at all has come by then. */
    private static final int SHORT_MILLIS = 300;

    private final DatagramSocket socket;
    private final InetSocketAddress balancer;
    private int asked;

    /** A socket with this source address and a port of its own. */
    public UdpVisitor(String source, InetSocketAddress balancer) throws IOException {
        socket = new DatagramSocket(0, InetAddress.ofLiteral(source));
        this.balancer = balancer; // not connected to: the JDK sends no empty datagrams then
    }

    public void send(byte[] datagram) throws IOException {
        socket.send(new DatagramPacket(datagram, datagram.length, balancer));
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
        var packet = new DatagramPacket(new byte[LARGEST], LARGEST);
        socket.setSoTimeout(millis);
        try {
            socket.receive(packet);
        } catch (SocketTimeoutException _) {
            return null;
        }
        if (!packet.getSocketAddress().equals(balancer)) {
            throw new AssertionError("a datagram from " + packet.getSocketAddress() + ", not from " + balancer);
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
