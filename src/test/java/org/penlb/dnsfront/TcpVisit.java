package org.penlb.dnsfront;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.penlb.balance.Server;
import org.penlb.config.RelayKind;
import org.penlb.listen.EchoServers;
import org.penlb.testing.Await;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/** Pen as DNS over TCP, and a client of it. Each of its queries has an ID of its own, and asks for a name that says which. */
final class TcpVisit implements AutoCloseable {
    final EchoServers pen;
    final Socket socket;
    final DataInputStream in;
    final DataOutputStream out;

    TcpVisit(RelayKind relay, TcpNameServer... servers) throws IOException {
        this(relay, Arrays.stream(servers).map(TcpNameServer::address).toList());
    }

    TcpVisit(RelayKind relay, List<String> servers, String... commands) throws IOException {
        List<String> all = new ArrayList<>(List.of("check_interval 0", "least")); // they have no UDP
        all.addAll(List.of(commands));
        pen = EchoServers.dnsOver(relay, servers, all.toArray(String[]::new));
        socket = pen.client();
        socket.setTcpNoDelay(true);
        in = new DataInputStream(socket.getInputStream());
        out = new DataOutputStream(socket.getOutputStream());
    }

    void ask(int id) throws IOException {
        TcpNameServer.send(out, query(id, Type.A));
    }

    /**
     * Sends queries for addresses in one segment.
     *
     * @param first is sent with them, before them
     */
    void askAll(int from, int to, byte[]... first) throws IOException {
        var all = new ByteArrayOutputStream();
        for (byte[] query : first) {
            TcpNameServer.send(new DataOutputStream(all), query);
        }
        for (int id = from; id < to; id++) {
            TcpNameServer.send(new DataOutputStream(all), query(id, Type.A));
        }
        out.write(all.toByteArray());
    }

    byte[] read() throws IOException {
        byte[] message = in.readNBytes(in.readUnsignedShort());
        assertThat(message[2] & 0x80).isNotZero();
        return message;
    }

    int answer() throws IOException {
        byte[] message = read();
        int id = (message[0] & 0xff) << 8 | (message[1] & 0xff);
        assertThat(new String(message, 13, 7, StandardCharsets.US_ASCII)).isEqualTo("x%06d".formatted(id));
        return id;
    }

    Set<Integer> answers(int count) throws IOException {
        Set<Integer> ids = new HashSet<>();
        for (int i = 0; i < count; i++) {
            assertThat(ids.add(answer())).isTrue();
        }
        return ids;
    }

    Server server(int index) {
        return pen.service().balancer().table().servers().get(index);
    }

    void expectNothingLeft() {
        Await.until("no connection is left", () -> pen.service().openConnections() == 0);
        Await.until(
                "nothing is counted on a server",
                () -> pen.service().balancer().table().servers().stream()
                        .allMatch(server -> server.connections() == 0));
    }

    @Override
    public void close() throws IOException {
        socket.close();
        pen.close();
    }

    /** A query of that ID. */
    static byte[] query(int id, int type) throws IOException {
        Name name = Name.fromString("x%06d.example.".formatted(id));
        Message query = Message.newQuery(Record.newRecord(name, type, DClass.IN));
        query.getHeader().setID(id);
        return query.toWire();
    }

    /** The ID that a query had when it was asked. */
    static int id(byte[] query) {
        return Integer.parseInt(new String(query, 14, 6, StandardCharsets.US_ASCII));
    }

    /** Whether this is the query with that ID. */
    static boolean asksFor(byte[] query, int id) {
        return id(query) == id;
    }
}
