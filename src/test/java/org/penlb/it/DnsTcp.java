package org.penlb.it;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import org.penlb.testing.Await;

/** A DNS client's TCP connection: each message has its length in two bytes in front. */
final class DnsTcp implements AutoCloseable {
    private final Socket socket;
    private final DataInputStream in;

    DnsTcp(InetSocketAddress server) throws IOException {
        socket = new Socket(server.getAddress(), server.getPort());
        socket.setSoTimeout((int) Await.LONG.toMillis());
        in = new DataInputStream(socket.getInputStream());
    }

    static byte[] framed(byte[] message) {
        return ByteBuffer.allocate(2 + message.length)
                .putShort((short) message.length)
                .put(message)
                .array();
    }

    void write(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    /** The next message. */
    byte[] read() throws IOException {
        return in.readNBytes(in.readUnsignedShort());
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
