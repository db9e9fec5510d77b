package org.penlb.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.penlb.system.Privileges;
import org.penlb.testing.PenProcess;
import org.penlb.testing.UdpEchoServer;
import org.penlb.testing.UdpVisitor;

/** UDP and DNS services of a pen that lives in a jail as somebody else, and opens its sockets to servers there. */
@Timeout(120)
class JailedDatagramsIT {
    @TempDir
    Path folder;

    private Path jail = Path.of("");

    @BeforeEach
    void be_root() throws IOException {
        assumeThat(Privileges.isRoot())
                .as("only root can change root directory and user")
                .isTrue();
        jail = Files.createDirectory(folder.resolve("jail"));
        Files.setPosixFilePermissions(jail, PosixFilePermissions.fromString("rwxrwxrwx"));
    }

    private PenProcess start(String relay, List<String> options, List<String> servers) {
        List<String> all = new ArrayList<>(List.of("-u", "nobody", "-j", jail.toString(), "--relay", relay));
        all.addAll(options);
        return PenProcess.start(List.of(), all, servers);
    }

    @ParameterizedTest
    @ValueSource(strings = {"socket", "channel"})
    void datagrams_are_balanced(String relay) throws IOException {
        try (var s0 = new UdpEchoServer("s0");
                var s1 = new UdpEchoServer("s1");
                PenProcess pen = start(relay, List.of("-U", "-r"), List.of(s0.address(), s1.address()));
                var client = new UdpVisitor("127.0.0.1", pen.address())) {
            assertThat(List.of(client.ask(), client.ask())).containsExactlyInAnyOrder("s0", "s1");
            s0.kill();
            for (int i = 0; i < 4; i++) {
                assertThat(client.ask()).isEqualTo("s1");
            }
            assertThat(pen.said()).noneMatch(line -> line.contains("xception"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"socket", "channel"})
    void queries_are_answered(String relay) throws Exception {
        try (var servers = new NameServers(2, folder);
                PenProcess pen = start(relay, List.of("-O", "dns"), servers.addresses())) {
            for (int i = 0; i < 10; i++) {
                byte[] query = DnsMessage.query(i, "host1." + Zone.EXAMPLE, DnsMessage.A);
                try (var client = new UdpVisitor("127.0.0.1", pen.address())) {
                    client.send(query);
                    byte[] answer = Objects.requireNonNull(client.receive(20_000));
                    assertThat(DnsMessage.id(answer)).isEqualTo(i);
                }
            }
            assertThat(pen.said()).noneMatch(line -> line.contains("xception"));
        }
    }
}
