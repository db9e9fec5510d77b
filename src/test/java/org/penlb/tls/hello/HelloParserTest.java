package org.penlb.tls.hello;

import static org.assertj.core.api.Assertions.assertThat;
import static org.penlb.tls.hello.HelloFinding.More.MORE;
import static org.penlb.tls.hello.Hellos.alpn;
import static org.penlb.tls.hello.Hellos.extension;
import static org.penlb.tls.hello.Hellos.join;
import static org.penlb.tls.hello.Hellos.message;
import static org.penlb.tls.hello.Hellos.messageOf;
import static org.penlb.tls.hello.Hellos.postQuantumShares;
import static org.penlb.tls.hello.Hellos.records;
import static org.penlb.tls.hello.Hellos.serverName;
import static org.penlb.tls.hello.Hellos.with;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class HelloParserTest {
    private static HelloFinding parse(byte[] bytes) {
        return HelloParser.parse(ByteBuffer.wrap(bytes));
    }

    private static ClientHello hello(byte[] bytes) {
        HelloFinding finding = parse(bytes);
        assertThat(finding).isInstanceOf(ClientHello.class);
        return (ClientHello) finding;
    }

    static Stream<byte[]> hellos() {
        byte[] postQuantum = message(serverName("a.example"), postQuantumShares(), alpn("h2"));
        return Stream.of(
                Hellos.OPENSSL,
                Hellos.OPENSSL_12,
                Hellos.ofJava("www.example.org", List.of("h2"), "TLSv1.3", "TLSv1.2"),
                Hellos.ofJava("www.example.org", List.of(), "TLSv1.2"),
                with(),
                records(postQuantum, 1400),
                records(postQuantum, 100),
                records(messageOf(Hellos.OPENSSL), 6),
                join(
                        records(Arrays.copyOf(postQuantum, 3), 1),
                        records(Arrays.copyOfRange(postQuantum, 3, postQuantum.length), 700)));
    }

    @Test
    void openssl_says_what_it_was_told_to() {
        ClientHello hello = hello(Hellos.OPENSSL);
        assertThat(hello.serverName()).isEqualTo("www.example.org");
        assertThat(hello.alpn()).containsExactly("h2", "http/1.1");
        assertThat(hello.supportedVersions()).containsExactly(0x304, 0x303, 0x302, 0x301);
        assertThat(hello.offers(ClientHello.TLS13)).isTrue();
        assertThat(hello.offers(ClientHello.TLS12)).isTrue();
        assertThat(hello.ecdsa()).isTrue();
    }

    @Test
    void a_client_of_tls_1_2_lists_no_versions() {
        ClientHello hello = hello(Hellos.OPENSSL_12);
        assertThat(hello.serverName()).isNull();
        assertThat(hello.alpn()).isEmpty();
        assertThat(hello.supportedVersions()).isEmpty();
        assertThat(hello.legacyVersion()).isEqualTo(ClientHello.TLS12);
        assertThat(hello.offers(ClientHello.TLS13)).isFalse();
        assertThat(hello.offers(ClientHello.TLS12)).isTrue();
        assertThat(hello.ecdsa()).isTrue();
    }

    @Test
    void java_is_understood_in_records_of_any_size() {
        byte[] whole = Hellos.ofJava("www.example.org", List.of("h2", "http/1.1"), "TLSv1.3", "TLSv1.2");
        ClientHello hello = hello(whole);
        assertThat(hello.serverName()).isEqualTo("www.example.org");
        assertThat(hello.alpn()).containsExactly("h2", "http/1.1");
        assertThat(hello.supportedVersions()).containsExactly(0x304, 0x303);
        byte[] message = messageOf(whole);
        for (int size = message.length / HelloParser.MOST_RECORDS + 1; size <= message.length; size++) {
            assertThat(parse(records(message, size))).isEqualTo(hello);
        }
    }

    @Test
    void a_hello_with_a_post_quantum_share_is_longer_than_a_segment() {
        byte[] hello = with(postQuantumShares(), serverName("a.example"));
        assertThat(hello).hasSizeGreaterThan(1300);
        assertThat(hello(hello).serverName()).isEqualTo("a.example");
    }

    @ParameterizedTest
    @MethodSource("hellos")
    void cut_anywhere_it_may_become_a_hello(byte[] hello) {
        ClientHello whole = hello(hello);
        for (int length = 0; length < hello.length; length++) {
            assertThat(parse(Arrays.copyOf(hello, length))).isSameAs(MORE);
        }
        assertThat(parse(join(hello, new byte[100])))
                .as("what follows is not looked at")
                .isEqualTo(whole);
    }

    @Test
    void bytes_are_left_as_they_are() {
        ByteBuffer bytes = ByteBuffer.allocateDirect(Hellos.OPENSSL.length + 7)
                .position(7)
                .put(Hellos.OPENSSL)
                .flip()
                .position(7)
                .order(ByteOrder.LITTLE_ENDIAN);
        assertThat(HelloParser.parse(bytes.asReadOnlyBuffer())).isEqualTo(hello(Hellos.OPENSSL));
        assertThat(HelloParser.parse(bytes)).isEqualTo(hello(Hellos.OPENSSL));
        assertThat(bytes.position()).isEqualTo(7);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] changed(int at, int value) {
        byte[] hello = Hellos.OPENSSL.clone();
        hello[at] = (byte) value;
        return hello;
    }

    static Stream<Arguments> refused() {
        byte[] name = serverName("a.example");
        byte[] twoNames = extension(0, Hellos.vector16(join(new byte[] {0, 0, 1, 'a'}, new byte[] {0, 0, 1, 'b'})));
        byte[][] many = IntStream.rangeClosed(1000, 1000 + HelloFields.MOST_EXTENSIONS)
                .mapToObj(kind -> extension(kind, new byte[0]))
                .toArray(byte[][]::new);
        String[] protocols = IntStream.rangeClosed(0, HelloFields.MOST_PROTOCOLS)
                .mapToObj(i -> "x")
                .toArray(String[]::new);
        return Stream.of(
                Arguments.of(HelloRefusal.NOT_TLS, ascii("GET / HTTP/1.1\r\n")),
                Arguments.of(HelloRefusal.NOT_TLS, new byte[] {22, 2}),
                Arguments.of(HelloRefusal.NOT_TLS, new byte[] {(byte) 0x80, 0, 2}),
                Arguments.of(HelloRefusal.NOT_TLS, new byte[] {(byte) 0x80, 0, 1, 9}),
                Arguments.of(HelloRefusal.SSL2, new byte[] {(byte) 0x80, 0x2e, 1, 0, 2}),
                Arguments.of(HelloRefusal.SSL2, new byte[] {(byte) 0x80, 0x2e, 1, 3}),
                Arguments.of(HelloRefusal.NOT_HELLO, new byte[] {22, 3, 1, 0, 50, 2}),
                Arguments.of(HelloRefusal.EMPTY_RECORD, new byte[] {22, 3, 1, 0, 0}),
                Arguments.of(HelloRefusal.EMPTY_RECORD, new byte[] {22, 3, 1, 0, 1, 1, 22, 3, 1, 0, 0}),
                Arguments.of(HelloRefusal.BAD_RECORD, new byte[] {22, 3, 1, 0x40, 1}),
                Arguments.of(HelloRefusal.BAD_RECORD, new byte[] {22, 3, 1, 0, 1, 1, 23}),
                Arguments.of(HelloRefusal.BAD_RECORD, new byte[] {22, 3, 1, 0, 1, 1, 22, 2}),
                Arguments.of(HelloRefusal.TOO_LONG, new byte[] {22, 3, 1, 0, 4, 1, 0, 0x3f, (byte) 0xfd}),
                Arguments.of(HelloRefusal.TOO_LONG, new byte[] {22, 3, 1, 0, 4, 1, 1, 0, 0}),
                Arguments.of(HelloRefusal.TOO_MANY_RECORDS, records(message(name), 1)),
                Arguments.of(HelloRefusal.MALFORMED, records(join(message(name), new byte[1]), 1000)),
                Arguments.of(HelloRefusal.MALFORMED, records(new byte[] {1, 0, 0, 0}, 1000)),
                Arguments.of(HelloRefusal.MALFORMED, changed(9, 2)), // its version is not 3.x
                Arguments.of(HelloRefusal.MALFORMED, changed(43, 33)), // a session is that long at most
                Arguments.of(HelloRefusal.MALFORMED, with(extension(0, new byte[0]))),
                Arguments.of(HelloRefusal.MALFORMED, with(twoNames)),
                Arguments.of(HelloRefusal.MALFORMED, with(extension(0, new byte[] {0, 4, 1, 0, 1, 'a'}))),
                Arguments.of(HelloRefusal.MALFORMED, with(alpn())),
                Arguments.of(HelloRefusal.MALFORMED, with(alpn("h2", ""))),
                Arguments.of(HelloRefusal.MALFORMED, with(extension(43, new byte[] {3, 3, 4, 3}))),
                Arguments.of(HelloRefusal.MALFORMED, with(extension(13, new byte[] {0, 0}))),
                Arguments.of(HelloRefusal.MALFORMED, with(new byte[] {0, 99, 0, 1})),
                Arguments.of(HelloRefusal.REPEATED_EXTENSION, with(name, alpn("h2"), name)),
                Arguments.of(HelloRefusal.REPEATED_EXTENSION, with(extension(4711, name), extension(4711, name))),
                Arguments.of(HelloRefusal.TOO_MANY_ENTRIES, with(many)),
                Arguments.of(HelloRefusal.TOO_MANY_ENTRIES, with(alpn(protocols))));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void what_is_no_hello_is_refused_with_its_reason(HelloRefusal reason, byte[] bytes) {
        assertThat(parse(bytes)).isSameAs(reason);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "a..b", ".a", "a b", "a/b", "*.a", "::1", "a\0b", "\u00e4"})
    void what_is_no_host_name_is_refused(String name) {
        assertThat(parse(with(serverName(name)))).isSameAs(HelloRefusal.BAD_SERVER_NAME);
    }

    @Test
    void labels_and_names_have_a_length() {
        String label = "a".repeat(63);
        String longest = String.join(".", label, label, label, "a".repeat(61));
        assertThat(hello(with(serverName(longest))).serverName()).isEqualTo(longest);
        assertThat(parse(with(serverName(longest + "a")))).isSameAs(HelloRefusal.BAD_SERVER_NAME);
        assertThat(parse(with(serverName(label + "a")))).isSameAs(HelloRefusal.BAD_SERVER_NAME);
    }

    @Test
    void a_name_is_lowered_and_loses_its_last_dot() {
        assertThat(hello(with(serverName("_X1.EXAMPLE-a.org."))).serverName()).isEqualTo("_x1.example-a.org");
    }

    @Test
    void the_longest_hello_is_read_in_most_records() {
        byte[] filler =
                extension(21, new byte[HelloParser.LONGEST_HELLO - message(serverName("a.example")).length - 4]);
        byte[] message = message(serverName("a.example"), filler);
        assertThat(message).hasSize(HelloParser.LONGEST_HELLO);
        byte[] cut = records(message, HelloParser.LONGEST_HELLO / HelloParser.MOST_RECORDS);
        assertThat(cut).hasSize(HelloParser.MOST_BYTES);
        assertThat(hello(cut)).isEqualTo(hello(records(message, HelloParser.LONGEST_HELLO)));
    }

    @Test
    void ecdsa_is_a_matter_of_signatures_and_before_1_3_of_suites() {
        byte[] rsaOnly = extension(13, new byte[] {0, 2, 8, 4});
        byte[] ecdsaToo = extension(13, new byte[] {0, 4, 8, 4, 4, 3});
        byte[] tls13 = extension(43, new byte[] {2, 3, 4});
        assertThat(hello(with(tls13, rsaOnly)).ecdsa()).isFalse();
        assertThat(hello(with(tls13, ecdsaToo)).ecdsa()).isTrue();
        assertThat(hello(with(rsaOnly)).ecdsa()).isFalse();
        assertThat(hello(with(ecdsaToo)).ecdsa()).isTrue();
        assertThat(hello(with()).ecdsa())
                .as("the rule of TLS 1.2 for who lists none")
                .isTrue();
        byte[] rsaSuites = Hellos.OPENSSL_12.clone();
        for (int at = 46; at < 46 + 56; at += 2) { // its suites
            rsaSuites[at] = 0;
        }
        assertThat(hello(rsaSuites).ecdsa()).isFalse();
    }

    @Test
    void a_client_that_makes_up_values_is_understood() {
        byte[] made = extension(0x1a1a, new byte[1]);
        ClientHello hello =
                hello(with(made, alpn("\u00ca\u00ca", "h2"), extension(43, new byte[] {4, 0x4a, 0x4a, 3, 4})));
        assertThat(hello.alpn()).containsExactly("\u00ca\u00ca", "h2");
        assertThat(hello.offers(ClientHello.TLS13)).isTrue();
        assertThat(hello.offers(ClientHello.TLS12)).isFalse();
    }
}
