package org.penlb.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;
import org.penlb.config.IpAddress;
import org.penlb.config.ProxyProtocol;

/** Whatever is written is read back; whatever else comes is answered. */
class ProxyPropertiesTest {
    private static final int MUTATIONS = 1_000_000;

    @Provide
    static Arbitrary<ProxyAddresses> addresses() {
        Arbitrary<Integer> ports = Arbitraries.integers().between(0, 65_535);
        Arbitrary<ProxyAddresses> four = Combinators.combine(
                        Arbitraries.integers(), ports, Arbitraries.integers(), ports)
                .as((source, sourcePort, destination, port) -> new ProxyAddresses(
                        IpAddress.v4(source == 0 ? 1 : source), sourcePort, IpAddress.v4(destination), port));
        Arbitrary<ProxyAddresses> six = Combinators.combine(Arbitraries.longs(), ports, Arbitraries.longs(), ports)
                .as((source, sourcePort, destination, port) -> new ProxyAddresses(
                        new IpAddress(0x2001_0db8L << 32, source),
                        sourcePort,
                        new IpAddress(destination | 1, destination),
                        port));
        return Arbitraries.oneOf(four, six);
    }

    @Provide
    static Arbitrary<ProxyDetails> details() {
        Arbitrary<@Nullable String> texts = Arbitraries.strings()
                .withCharRange(' ', '~')
                .ofMaxLength(ProxyDetails.LONGEST_ID)
                .injectNull(0.3);
        Arbitrary<@Nullable ProxyTls> tls = Combinators.combine(
                        texts, texts, Arbitraries.of(true, false), Arbitraries.integers(), texts, texts)
                .as((version, cipher, shown, result, name, key) ->
                        new ProxyTls(version, cipher, shown, !shown, result, name, null, key))
                .injectNull(0.3);
        return Combinators.combine(texts, texts, texts, tls).as(ProxyDetails::new);
    }

    @Property(tries = 1000)
    void version_2_reads_what_it_writes(
            @ForAll("addresses") ProxyAddresses addresses, @ForAll("details") ProxyDetails details) {
        byte[] written = ProxyWriter.connection(ProxyProtocol.V2, addresses, details);
        assertThat(Headers.parse(written))
                .isEqualTo(new ProxyResult.Found(new ProxyHeader(addresses, details), written.length));
    }

    @Property(tries = 1000)
    void version_1_reads_what_it_writes(@ForAll("addresses") ProxyAddresses addresses) {
        byte[] written = ProxyWriter.connection(ProxyProtocol.V1, addresses, ProxyDetails.NONE);
        assertThat(written).hasSizeLessThanOrEqualTo(ProxyV1.LONGEST);
        assertThat(Headers.parse(written))
                .isEqualTo(new ProxyResult.Found(new ProxyHeader(addresses, ProxyDetails.NONE), written.length));
    }

    @Property(tries = 1000)
    void a_datagram_has_what_was_put_in_front(@ForAll("addresses") ProxyAddresses addresses, @ForAll byte[] payload) {
        byte[] header = ProxyWriter.datagram(addresses);
        byte[] datagram = Arrays.copyOf(header, header.length + payload.length);
        System.arraycopy(payload, 0, datagram, header.length, payload.length);
        assertThat(ProxyParser.parseDatagram(ByteBuffer.wrap(datagram)))
                .isEqualTo(new ProxyResult.Found(new ProxyHeader(addresses, ProxyDetails.NONE), header.length));
    }

    @Example
    void a_header_that_is_cut_anywhere_wants_more() {
        for (byte[] header : Headers.RIGHT) {
            ProxyResult whole = Headers.parse(header);
            assertThat(whole).isInstanceOf(ProxyResult.Found.class);
            for (int length = 1; length < header.length; length++) {
                assertThat(Headers.parse(Arrays.copyOf(header, length)))
                        .as("%d bytes of %d", length, header.length)
                        .isEqualTo(ProxyResult.More.MORE);
            }
            assertThat(Headers.parse(Arrays.copyOf(header, header.length + 1))).isEqualTo(whole);
        }
    }

    /** What is found is never longer than what there is, and whoever was refused would be with more bytes, too. */
    @Example
    void a_million_mutations_are_answered() {
        var random = new Random(15);
        for (int i = 0; i < MUTATIONS; i++) {
            byte[] mutated = mutated(Headers.RIGHT.get(random.nextInt(Headers.RIGHT.size())), random);
            ProxyResult result = Headers.parse(mutated);
            ProxyResult datagram = ProxyParser.parseDatagram(ByteBuffer.wrap(mutated));
            boolean sound = switch (result) {
                case ProxyResult.Found found -> found.length() <= mutated.length;
                case ProxyResult.More _ -> mutated.length < ProxyParser.LONGEST;
                case ProxyResult.Refused _ ->
                    Headers.parse(Arrays.copyOf(mutated, mutated.length + 9)).equals(result);
            };
            if (!sound || datagram == ProxyResult.More.MORE) {
                throw new AssertionError(result + " of " + Arrays.toString(mutated));
            }
        }
    }

    private static byte[] mutated(byte[] header, Random random) {
        byte[] bytes = Arrays.copyOf(header, 1 + random.nextInt(header.length + 10));
        for (int i = random.nextInt(4); i >= 0; i--) {
            bytes[random.nextInt(bytes.length)] = (byte) (random.nextBoolean() ? random.nextInt() : random.nextInt(40));
        }
        if (bytes.length > 16 && random.nextBoolean()) {
            bytes[15] = (byte) (bytes.length - 16);
        }
        return bytes;
    }
}
