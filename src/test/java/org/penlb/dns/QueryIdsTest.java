package org.penlb.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.api.Test;

class QueryIdsTest {
    /** Gives out 0, 1, 2... as shorts, and counts how often it is asked. */
    private static final class Counting extends Random {
        private int asked;
        private int next;

        @Override
        public void nextBytes(byte[] bytes) {
            asked++;
            for (int i = 0; i < bytes.length; i += 2) {
                bytes[i] = (byte) (next >> 8);
                bytes[i + 1] = (byte) next;
                next++;
            }
        }
    }

    @Test
    void every_random_byte_is_used_once_and_they_are_asked_for_in_blocks() {
        var source = new Counting();
        var ids = new QueryIds(source);
        for (int i = 0; i < 1 << 17; i++) {
            assertThat(ids.next()).isEqualTo(i & 0xffff);
        }
        assertThat(source.asked).isEqualTo((1 << 17) / 512);
    }

    @Test
    void all_ids_are_given_out() {
        var ids = new QueryIds();
        var seen = new BitSet();
        for (int i = 0; i < 1 << 21; i++) { // each is missed with a chance of e^-32
            int id = ids.next();
            assertThat(id).isBetween(0, 0xffff);
            seen.set(id);
        }
        assertThat(seen.cardinality()).isEqualTo(1 << 16);
    }
}
