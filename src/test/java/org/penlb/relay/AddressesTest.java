package org.penlb.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.penlb.config.IpAddress;
import org.penlb.testing.Await;
import org.penlb.testing.Families;

/** Both ends of a connection know both addresses and both ports. */
@Timeout(60)
class AddressesTest {
    private final BlockingQueue<End> ends = new LinkedBlockingQueue<>();

    private Acceptor acceptor(Stage stage, java.net.SocketAddress local) {
        return stage.call(() -> stage.transport.listen(local, Stage.LISTEN, new Stage.Places(9), ends::add));
    }

    private void a_client_has(Stage.Kind kind, InetAddress loopback) throws Exception {
        try (var stage = new Stage(kind)) {
            Acceptor acceptor = acceptor(stage, new InetSocketAddress(loopback, 0));
            try (Socket client = Stage.connect(acceptor.localAddress())) {
                End end = Await.next(ends);
                assertThat(end.peer()).isEqualTo(IpAddress.of(loopback));
                assertThat(end.peerPort()).isEqualTo(client.getLocalPort());
                assertThat(stage.call(end::localAddress)).isEqualTo(acceptor.localAddress());
                stage.run(end::close);
                assertThat(stage.call(end::localAddress)).isEqualTo(acceptor.localAddress());
            }
            stage.run(acceptor::close);
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_client_of_ipv4_has_both_ports(Stage.Kind kind) throws Exception {
        a_client_has(kind, InetAddress.ofLiteral("127.0.0.1"));
    }

    @ParameterizedTest
    @EnumSource
    void a_client_of_ipv6_has_both_ports(Stage.Kind kind) throws Exception {
        Families.assumeIpv6();
        a_client_has(kind, Inet6Address.ofLiteral("::1"));
    }

    @ParameterizedTest
    @EnumSource
    void a_client_of_both_families_has_its_ipv4_address(Stage.Kind kind) throws Exception {
        Families.assumeIpv6();
        try (var stage = new Stage(kind)) {
            Acceptor acceptor = acceptor(stage, new InetSocketAddress(Inet6Address.ofLiteral("::"), 0));
            int port = ((InetSocketAddress) acceptor.localAddress()).getPort();
            var address = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port);
            try (Socket client = Stage.connect(address)) {
                End end = Await.next(ends);
                assertThat(end.peer()).isEqualTo(IpAddress.parse("127.0.0.1"));
                assertThat(end.peerPort()).isEqualTo(client.getLocalPort());
                assertThat(stage.call(end::localAddress)).isEqualTo(address);
                stage.run(end::close);
            }
            stage.run(acceptor::close);
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_server_has_both_ports_and_so_has_its_conversation(Stage.Kind kind) throws Exception {
        try (var stage = new Stage(kind);
                ServerSocket listening = Stage.server()) {
            var receiver = new Conversing();
            stage.run(() -> stage.dial(listening.getLocalSocketAddress(), Stage.DIAL, new DialListener() {
                @Override
                public void connected(End server) {
                    ends.add(server);
                    receiver.ports.add(stage.transport.converse(server, receiver));
                }

                @Override
                public void failed(Fault fault, String reason) {
                    throw new IllegalStateException(reason);
                }
            }));
            try (Socket server = Stage.accept(listening)) {
                Addressed end = Await.next(ends);
                StreamPort port = Await.next(receiver.ports);
                for (Addressed addressed : new Addressed[] {end, port}) {
                    assertThat(addressed.peer()).isEqualTo(IpAddress.of(listening.getInetAddress()));
                    assertThat(addressed.peerPort()).isEqualTo(listening.getLocalPort());
                    assertThat(stage.call(addressed::localAddress)).isEqualTo(server.getRemoteSocketAddress());
                }
                stage.run(port::close);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_unix_socket_has_none(Stage.Kind kind, @TempDir Path folder) throws Exception {
        var address = UnixDomainSocketAddress.of(folder.resolve("pen"));
        try (var stage = new Stage(kind)) {
            Acceptor acceptor = acceptor(stage, address);
            try (var _ = SocketChannel.open(address)) {
                End end = Await.next(ends);
                assertThat(end.peer()).isEqualTo(IpAddress.UNIX);
                assertThat(end.peerPort()).isZero();
                assertThat(stage.call(end::localAddress)).isNull();
                stage.run(end::close);
            }
            stage.run(acceptor::close);
        }
    }
}
