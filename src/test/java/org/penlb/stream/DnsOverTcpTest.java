package org.penlb.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.penlb.config.RelayKind;
import org.penlb.listen.EchoServers;
import org.penlb.testing.Await;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/** Queries over TCP through Pen, many on one connection. */
@Timeout(60)
class DnsOverTcpTest {
    /** Answers queries until its client ends the connection, as name servers do. */
    private static final class NameServer implements AutoCloseable {
        private final ServerSocket listening = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());

        NameServer() throws IOException {
            Thread.ofVirtual().start(() -> {
                while (!listening.isClosed()) {
                    try (Socket client = listening.accept()) {
                        serve(client);
                    } catch (IOException _) {
                        // closed
                    }
                }
            });
        }

        private static void serve(Socket client) throws IOException {
            client.setTcpNoDelay(true);
            var in = new DataInputStream(client.getInputStream());
            var out = new DataOutputStream(client.getOutputStream());
            while (true) {
                byte[] query = in.readNBytes(in.readUnsignedShort());
                var answer = new Message(query);
                answer.getHeader().setFlag(Flags.QR);
                send(out, answer.toWire());
            }
        }

        String address() {
            return "127.0.0.1:" + listening.getLocalPort();
        }

        @Override
        public void close() throws IOException {
            listening.close();
        }
    }

    private static void send(DataOutputStream to, byte[] message) throws IOException {
        var framed = new byte[2 + message.length];
        framed[0] = (byte) (message.length >> 8);
        framed[1] = (byte) message.length;
        System.arraycopy(message, 0, framed, 2, message.length);
        to.write(framed);
    }

    private static byte[] query(int id) throws IOException {
        Message query = Message.newQuery(Record.newRecord(Name.fromString("x" + id + ".example."), Type.A, DClass.IN));
        query.getHeader().setID(id);
        return query.toWire();
    }

    private static int answer(DataInputStream from) throws IOException {
        var answer = new Message(from.readNBytes(from.readUnsignedShort()));
        assertThat(answer.getHeader().getFlag(Flags.QR)).isTrue();
        return answer.getHeader().getID();
    }

    @ParameterizedTest
    @EnumSource(names = {"SOCKET", "CHANNEL"})
    void queries_are_answered_one_by_one_and_in_a_row(RelayKind relay) throws IOException {
        var random = new Random(1);
        try (var server = new NameServer();
                EchoServers farm = EchoServers.dnsOver(relay, List.of(server.address()));
                Socket client = farm.client()) {
            client.setTcpNoDelay(true);
            var out = new DataOutputStream(client.getOutputStream());
            var in = new DataInputStream(client.getInputStream());
            for (int round = 0; round < 50; round++) {
                int queries = 1 + random.nextInt(20);
                for (int id = 0; id < queries; id++) {
                    send(out, query(id));
                }
                for (int id = 0; id < queries; id++) {
                    assertThat(answer(in)).isEqualTo(id);
                }
            }
            byte[] cut = query(7);
            out.write(0);
            out.write(cut.length);
            for (byte next : cut) {
                out.write(next);
            }
            assertThat(answer(in)).isEqualTo(7);
            client.shutdownOutput();
            assertThat(in.read()).isNegative();
            Await.until("no connection is left", () -> farm.service().openConnections() == 0);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SOCKET", "CHANNEL"})
    void a_malformed_query_ends_the_connection_after_the_answers_to_those_before(RelayKind relay) throws IOException {
        byte[] malformed = query(3);
        malformed[12] = (byte) 0xc0; // a pointer
        try (var server = new NameServer();
                EchoServers farm = EchoServers.dnsOver(relay, List.of(server.address()));
                Socket client = farm.client()) {
            var out = new DataOutputStream(client.getOutputStream());
            var in = new DataInputStream(client.getInputStream());
            send(out, query(1));
            send(out, query(2));
            send(out, malformed);
            assertThat(answer(in)).isEqualTo(1);
            assertThat(answer(in)).isEqualTo(2);
            assertThat(in.read()).isNegative();
            Await.until("no connection is left", () -> farm.service().openConnections() == 0);
        }
    }
}
