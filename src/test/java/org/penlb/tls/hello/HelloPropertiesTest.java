package org.penlb.tls.hello;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Whatever a client sends. */
class HelloPropertiesTest {
    private static final int MUTATIONS = 1_000_000;

    private static HelloFinding parse(byte[] bytes) {
        return HelloParser.parse(ByteBuffer.wrap(bytes));
    }

    @Provide
    Arbitrary<String> labels() {
        return Arbitraries.strings()
                .withCharRange('a', 'z')
                .withCharRange('A', 'Z')
                .withCharRange('0', '9')
                .withChars("-_")
                .ofMinLength(1)
                .ofMaxLength(63);
    }

    @Property(tries = 300, edgeCases = EdgeCasesMode.MIXIN)
    void names_and_protocols_are_read_however_the_hello_is_cut(
            @ForAll @Size(min = 1, max = 3) List<@From("labels") String> labels,
            @ForAll @Size(max = 5) List<@From("labels") String> protocols,
            @ForAll @IntRange(min = 10, max = 2000) int size) {
        String name = String.join(".", labels);
        byte[] message = protocols.isEmpty()
                ? Hellos.message(Hellos.serverName(name))
                : Hellos.message(Hellos.serverName(name), Hellos.alpn(protocols.toArray(String[]::new)));
        var hello = (ClientHello) parse(Hellos.records(message, Math.max(size, message.length / 64 + 1)));
        assertThat(hello.serverName()).isEqualToIgnoringCase(name);
        assertThat(hello.alpn()).isEqualTo(protocols);
    }

    /** A longer prefix never takes back what a shorter one was found to be. */
    @Property(tries = 500)
    void what_was_found_stays_true(@ForAll @Size(max = 80) byte[] tail, @ForAll @IntRange(max = 339) int kept) {
        byte[] bytes = Hellos.join(Arrays.copyOf(Hellos.OPENSSL, kept), tail);
        HelloFinding found = HelloFinding.More.MORE;
        for (int length = 0; length <= bytes.length; length++) {
            HelloFinding now = parse(Arrays.copyOf(bytes, length));
            if (found == HelloFinding.More.MORE) {
                found = now;
            }
            assertThat(now).isEqualTo(found);
        }
    }

    @Example
    void a_million_mutations_throw_nothing() {
        var random = new Random(15);
        byte[] message = Hellos.message(
                Hellos.serverName("a.example"), Hellos.alpn("h2", "http/1.1"), Hellos.extension(43, new byte[] {2, 3, 4
                }));
        List<byte[]> hellos = List.of(
                Hellos.OPENSSL,
                Hellos.OPENSSL_12,
                Hellos.records(message, 1000),
                Hellos.records(message, 20),
                Hellos.ofJava("www.example.org", List.of("h2"), "TLSv1.3", "TLSv1.2"));
        int complete = 0;
        Map<HelloRefusal, Integer> refusals = new EnumMap<>(HelloRefusal.class);
        for (int i = 0; i < MUTATIONS; i++) {
            switch (parse(mutated(hellos.get(i % hellos.size()), random))) {
                case ClientHello _ -> complete++;
                case HelloRefusal reason -> refusals.merge(reason, 1, Integer::sum);
                case HelloFinding.More _ -> {}
            }
        }
        assertThat(complete).isGreaterThan(MUTATIONS / 10);
        assertThat(refusals)
                .containsKeys(
                        HelloRefusal.MALFORMED,
                        HelloRefusal.BAD_SERVER_NAME,
                        HelloRefusal.TOO_LONG,
                        HelloRefusal.BAD_RECORD,
                        HelloRefusal.NOT_TLS);
    }

    private static byte[] mutated(byte[] hello, Random random) {
        byte[] bytes = hello.clone();
        for (int changes = random.nextInt(1, 4); changes > 0; changes--) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(5)) {
                case 0 -> bytes[at] = (byte) random.nextInt(256);
                case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 2 -> bytes[at] = (byte) (random.nextBoolean() ? 0 : 0xff);
                case 3 -> bytes = Arrays.copyOf(bytes, random.nextInt(1, bytes.length + 1));
                default -> System.arraycopy(hello, 0, bytes, at, Math.min(hello.length, bytes.length - at) / 4);
            }
        }
        return bytes;
    }
}
