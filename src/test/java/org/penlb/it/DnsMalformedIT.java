package org.penlb.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.penlb.testing.Await;
import org.penlb.testing.UdpVisitor;

/** Queries that are none: dropped, or answered FORMERR; no server hears of them. */
@Timeout(60)
class DnsMalformedIT {
    private static final byte[] GOOD = DnsMessage.query(7, "www." + Zone.EXAMPLE, DnsMessage.A);
    /** How long an answer is waited for that should not come. */
    private static final int SHORT_MILLIS = 300;

    @TempDir
    Path folder;

    /** What is wrong with it, whether FORMERR is right (else, as to an answer, there must be silence), the message. */
    static Stream<Arguments> messages() {
        return Stream.of(
                Arguments.of("nothing", false, new byte[0]),
                Arguments.of("half a header", false, Arrays.copyOf(GOOD, DnsMessage.HEADER / 2)),
                Arguments.of("a header alone", true, Arrays.copyOf(GOOD, DnsMessage.HEADER)),
                Arguments.of("an answer", false, DnsMessage.answer(GOOD)),
                Arguments.of("no question", true, with(4, 0)),
                Arguments.of("two questions", true, with(4, 2)),
                Arguments.of("a name that points at itself", true, with(DnsMessage.HEADER, 0xC000 | DnsMessage.HEADER)),
                Arguments.of("a label beyond the end", true, with(DnsMessage.HEADER, 0x3F77)),
                Arguments.of("a name without an end", true, Arrays.copyOf(GOOD, GOOD.length - 5)),
                Arguments.of("a question without a class", true, Arrays.copyOf(GOOD, GOOD.length - 2)));
    }

    private static byte[] with(int index, int value) {
        return ByteBuffer.wrap(GOOD.clone()).putShort(index, (short) value).array();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("messages")
    void no_server_hears_of_it(String what, boolean mayAnswer, byte[] malformed) throws IOException {
        try (var servers = new NameServers(1, folder);
                var pen = servers.pen("-O", "check_interval 0");
                var client = new UdpVisitor("127.0.0.1", pen.address())) {
            long before = servers.get(0).queries();
            client.send(malformed);
            byte[] answer = client.receive(SHORT_MILLIS);
            if (answer != null) {
                assertThat(mayAnswer).as("%s got an answer", what).isTrue();
                assertThat(DnsMessage.id(answer)).isEqualTo(DnsMessage.id(GOOD));
                assertThat(DnsMessage.isResponse(answer)).isTrue();
                assertThat(DnsMessage.rcode(answer)).isEqualTo(DnsMessage.FORMERR);
            }
            client.send(GOOD);
            assertThat(DnsMessage.rcode(client.receive())).isEqualTo(DnsMessage.NOERROR);
            Await.until("it has counted the good one", () -> servers.get(0).queries() > before);
            assertThat(servers.get(0).queries()).isEqualTo(before + 1);
        }
    }
}
