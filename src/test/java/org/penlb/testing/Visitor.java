package org.penlb.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;

/** A client of {@link EchoServer}s behind a balancer. */
public final class Visitor {
    private Visitor() {}

    /** A new connection from this source address. */
    public static Socket connect(String source, SocketAddress balancer) throws IOException {
        var client = new Socket();
        client.setSoTimeout((int) Await.LONG.toMillis());
        if (!source.equals("127.0.0.1")) { // a bound port is taken for a minute more, whoever the peer was
            client.bind(new InetSocketAddress(InetAddress.ofLiteral(source), 0));
        }
        client.connect(balancer);
        return client;
    }

    /** The name of the server at the other end; "" if the connection ends without a word. */
    public static String nameFrom(Socket client) throws IOException {
        var in = new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII));
        String line = in.readLine();
        return line == null ? "" : line;
    }

    /** Who serves a client from this source address; "" if nobody does. */
    public static String visit(String source, SocketAddress balancer) throws IOException {
        try (Socket client = connect(source, balancer)) {
            return nameFrom(client);
        }
    }

    /** Whether the server at the other end still answers on this connection. */
    public static boolean echoes(Socket client) throws IOException {
        client.getOutputStream().write('!');
        return client.getInputStream().read() == '!';
    }
}
