package org.penlb.cluster.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;

/** Values of maps: one that was not put where it is by an instance is none. */
class SealedValueTest {
    private static final byte[] VALUE = "value".getBytes(StandardCharsets.US_ASCII);

    private final Seal seal = new Seal("pen", null);

    private void assertForged(String map, String key, byte[] kept) {
        assertThatExceptionOfType(Refused.class)
                .isThrownBy(() -> SealedValue.open(seal, map, key, kept))
                .matches(refused -> refused.reason() == Refused.Reason.FORGED);
    }

    @Property(tries = 200)
    void a_value_comes_out_as_it_went_in(
            @ForAll @StringLength(max = 20) String key, @ForAll @Size(max = 100) byte[] value) throws Refused {
        byte[] kept = SealedValue.seal(seal, "pen.orders", key, value);
        assertThat(SealedValue.open(seal, "pen.orders", key, kept)).isEqualTo(value);
    }

    @Example
    void a_value_that_was_moved_is_none() {
        byte[] kept = SealedValue.seal(seal, "pen.orders", "a", VALUE);
        assertForged("pen.orders", "b", kept);
        assertForged("pen.totals", "a", kept);
        assertForged("pen.order", "sa", kept);
        assertForged("pen.orders", "av", Arrays.copyOfRange(kept, 1, kept.length));
    }

    @Example
    void a_value_that_was_cut_or_changed_is_none() {
        byte[] kept = SealedValue.seal(seal, "pen.orders", "a", VALUE);
        for (int length = 0; length < kept.length; length++) {
            assertForged("pen.orders", "a", Arrays.copyOf(kept, length));
        }
        assertForged("pen.orders", "a", Arrays.copyOf(kept, kept.length + 1));
        for (int bit = 0; bit < kept.length * Byte.SIZE; bit++) {
            byte[] changed = kept.clone();
            changed[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
            assertForged("pen.orders", "a", changed);
        }
    }

    @Example
    void a_value_of_another_cluster_is_none() {
        assertForged("pen.orders", "a", SealedValue.seal(new Seal("other", null), "pen.orders", "a", VALUE));
    }
}
