package org.penlb.dnsfront;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A name server over TCP that does with each query what a test says. */
final class TcpNameServer implements AutoCloseable {
    /** What is done with a query. */
    @FunctionalInterface
    interface Behaviour {
        /**
         * @param connection the how manieth connection it came by, from 0
         */
        void query(byte[] query, DataOutputStream out, Socket client, int connection) throws IOException;
    }

    private final ServerSocket listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final List<Socket> clients = new CopyOnWriteArrayList<>();
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger queries = new AtomicInteger();

    TcpNameServer(Behaviour behaviour) throws IOException {
        Thread.ofVirtual().start(() -> {
            while (!listening.isClosed()) {
                try {
                    Socket client = listening.accept();
                    clients.add(client);
                    int number = connections.getAndIncrement();
                    Thread.ofVirtual().start(() -> serve(client, number, behaviour));
                } catch (IOException _) {
                    // closed
                }
            }
        });
    }

    /** One that answers whatever it is asked. */
    static TcpNameServer good() throws IOException {
        return new TcpNameServer((query, out, _, _) -> send(out, answer(query)));
    }

    private void serve(Socket client, int number, Behaviour behaviour) {
        try (client) {
            client.setTcpNoDelay(true);
            var in = new DataInputStream(client.getInputStream());
            var out = new DataOutputStream(client.getOutputStream());
            while (true) {
                byte[] query = in.readNBytes(in.readUnsignedShort());
                queries.incrementAndGet();
                behaviour.query(query, out, client, number);
            }
        } catch (IOException _) {
            // the client has ended it
        }
    }

    /** The query with the sign of an answer. */
    static byte[] answer(byte[] query) {
        byte[] answer = query.clone();
        answer[2] |= (byte) 0x80;
        return answer;
    }

    /** Writes a message behind its length, in one go. */
    static void send(DataOutputStream to, byte[] message) throws IOException {
        var framed = new byte[2 + message.length];
        framed[0] = (byte) (message.length >> 8);
        framed[1] = (byte) message.length;
        System.arraycopy(message, 0, framed, 2, message.length);
        synchronized (to) {
            to.write(framed);
        }
    }

    /** The next query of a connection that a test serves itself. */
    static byte[] read(Socket client) throws IOException {
        var in = new DataInputStream(client.getInputStream());
        return in.readNBytes(in.readUnsignedShort());
    }

    /** Answers it. */
    static void answer(Socket client, byte[] query) throws IOException {
        send(new DataOutputStream(client.getOutputStream()), answer(query));
    }

    String address() {
        return "127.0.0.1:" + listening.getLocalPort();
    }

    int connections() {
        return connections.get();
    }

    int queries() {
        return queries.get();
    }

    @Override
    public void close() throws IOException {
        listening.close();
        for (Socket client : clients) {
            client.close();
        }
    }
}
