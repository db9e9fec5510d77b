package org.penlb.load.client;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import javax.net.SocketFactory;
import org.penlb.load.process.Failure;

/** Connections that were used once, so that each is connected through to a server, and are kept open. */
public final class IdleConnections implements AutoCloseable {
    private static final byte[] REQUEST = "GET / HTTP/1.1\r\nHost: load\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final int TIMEOUT_MILLIS = 10_000;

    private final List<Socket> sockets = new ArrayList<>();

    /**
     * Opens them, one after another.
     *
     * @throws Failure if one of them gets no answer
     */
    public IdleConnections(InetSocketAddress server, int count) {
        this(server, count, SocketFactory.getDefault());
    }

    /**
     * Opens them in another way, such as with TLS.
     *
     * @throws Failure if one of them gets no answer
     */
    public IdleConnections(InetSocketAddress server, int count, SocketFactory factory) {
        var buffer = new byte[4096];
        try {
            for (int i = 0; i < count; i++) {
                Socket socket = factory.createSocket();
                sockets.add(socket);
                socket.setTcpNoDelay(true); // or the end of each handshake waits for an acknowledgement
                socket.setSoTimeout(TIMEOUT_MILLIS);
                socket.connect(server, TIMEOUT_MILLIS);
                socket.getOutputStream().write(REQUEST);
                if (socket.getInputStream().read(buffer) < 0) {
                    throw new IOException("it was ended without an answer");
                }
            }
        } catch (IOException e) {
            close();
            throw new Failure("connection " + sockets.size() + " of " + count + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        for (Socket socket : sockets) {
            try {
                socket.close();
            } catch (IOException _) {
                // the balancer has ended before it
            }
        }
    }
}
