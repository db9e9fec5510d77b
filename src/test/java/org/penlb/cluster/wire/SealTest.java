package org.penlb.cluster.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.penlb.config.cluster.SharedSecret;

/** What is signed is known by whoever has the same secret, and by nobody else. */
class SealTest {
    private static final SharedSecret SECRET = new SharedSecret("what-all-of-us-know");

    private static byte[] signed(Seal seal, byte[] message) {
        byte[] signed = Arrays.copyOf(message, message.length + Seal.LENGTH);
        seal.sign(signed, message.length);
        return signed;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Property(tries = 200)
    void what_is_signed_is_known_and_nothing_that_was_changed(
            @ForAll @Size(max = 200) byte[] message, @ForAll int at, @ForAll int bit) {
        byte[] signed = signed(new Seal("blue", SECRET), message);
        var other = new Seal("blue", new SharedSecret("what-all-of-us-know"));
        assertThat(other.isSigned(signed)).isTrue();
        signed[Math.floorMod(at, signed.length)] ^= (byte) (1 << (bit & 7));
        assertThat(other.isSigned(signed)).isFalse();
    }

    @Example
    void another_secret_or_another_cluster_is_another_seal() {
        var seal = new Seal("blue", SECRET);
        for (Seal other : new Seal[] {
            new Seal("green", SECRET),
            new Seal("blue", null),
            new Seal("blue", new SharedSecret("what-some-others-know")),
            new Seal("bluewhat", new SharedSecret("-all-of-us-know-..."))
        }) {
            assertThat(other.isSigned(signed(seal, bytes("hello")))).isFalse();
            assertThat(other.keyId()).isNotEqualTo(seal.keyId());
        }
        assertThat(new Seal("blue", SECRET).keyId()).isEqualTo(seal.keyId());
    }

    @Example
    void without_a_secret_accidents_are_found_all_the_same() {
        byte[] signed = signed(new Seal("blue", null), bytes("hello"));
        assertThat(new Seal("blue", null).isSigned(signed)).isTrue();
        signed[0]++;
        assertThat(new Seal("blue", null).isSigned(signed)).isFalse();
    }

    @Example
    void what_is_shorter_than_a_signature_is_not_signed() {
        var seal = new Seal("blue", SECRET);
        assertThat(seal.isSigned(new byte[0])).isFalse();
        assertThat(seal.isSigned(new byte[Seal.LENGTH - 1])).isFalse();
        assertThat(seal.isSigned(signed(seal, new byte[0]))).isTrue();
    }

    /** Instances of several releases talk to each other: HMAC-SHA256 with SHA-256 of name, 0 and secret as its key. */
    @Example
    void a_signature_stays_what_it_is() {
        byte[] signed = signed(new Seal("pen", SECRET), bytes("hello"));
        assertThat(Arrays.copyOfRange(signed, 5, 9)).asHexString().isEqualTo("6356DE69");
        assertThat(Integer.toHexString(new Seal("pen", SECRET).keyId())).isEqualTo("781583ee");
    }
}
