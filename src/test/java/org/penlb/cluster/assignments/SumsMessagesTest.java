package org.penlb.cluster.assignments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.StreamCorruptedException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.penlb.config.IpAddress;

/** Two instances find out what differs, by a question with sums and an answer with finer ones. */
class SumsMessagesTest {
    private static final int CLIENTS = 500;
    private static final int ODD = 123;
    private static final int HEADER = Long.BYTES + 1 + Long.BYTES + Long.BYTES;

    private final Islands islands = new Islands(2, 1_000, new Random(1));

    /** Both know the same, but for one client of whom the other knows more. */
    SumsMessagesTest() {
        for (int i = 0; i < CLIENTS; i++) {
            learned(0, i, 1_000 + i);
            learned(1, i, i == ODD ? 5_000 : 1_000 + i);
        }
    }

    private void learned(int island, int client, long version) {
        islands.all.get(island).shared.learned(IpAddress.v4(client), 0, version, 0);
    }

    private Sums sums(int island) {
        var sums = new Sums(islands.all.get(island).shared, _ -> true, 10, 9_000);
        while (!sums.step()) {}
        return sums;
    }

    private static DataInputStream in(byte[] bytes) {
        return new DataInputStream(new ByteArrayInputStream(bytes));
    }

    private static BitSet bits(int bit) {
        var bits = new BitSet();
        bits.set(bit);
        return bits;
    }

    private static int leaf() {
        IpAddress odd = IpAddress.v4(ODD);
        return Sums.leaf(odd.high(), odd.low());
    }

    private static byte[] question(Sums sums) {
        return SumsQuestion.write(7, "web", sums);
    }

    private byte[] answer() throws IOException {
        return SumsAnswer.compared(7, SumsQuestion.read(in(question(sums(0)))).differences(sums(1)), sums(1));
    }

    @Test
    void what_differs_is_found_to_a_leaf() throws IOException {
        SumsQuestion asked = SumsQuestion.read(in(question(sums(0))));
        assertThat(asked.exchange()).isEqualTo(7);
        assertThat(asked.service()).isEqualTo("web");
        assertThat(asked.after()).isEqualTo(10);
        assertThat(asked.upTo()).isEqualTo(9_000);
        assertThat(asked.differences(sums(0)).isEmpty()).isTrue();
        assertThat(asked.differences(sums(1))).isEqualTo(bits(leaf() / Sums.LEAVES_PER_BUCKET));

        SumsAnswer answer = SumsAnswer.read(in(answer()));
        assertThat(answer.exchange()).isEqualTo(7);
        assertThat(answer.isUnknown()).isFalse();
        assertThat(answer.isLater()).isFalse();
        assertThat(answer.after()).isEqualTo(10);
        assertThat(answer.count()).isEqualTo(CLIENTS);
        assertThat(answer.differences(sums(0))).isEqualTo(bits(leaf()));
    }

    @Test
    void a_service_that_is_not_there_and_one_that_knows_less_are_said() throws IOException {
        assertThat(SumsAnswer.read(in(SumsAnswer.unknown(7))).isUnknown()).isTrue();
        SumsAnswer later = SumsAnswer.read(in(SumsAnswer.later(7, 99)));
        assertThat(later.isLater()).isTrue();
        assertThat(later.after()).isEqualTo(99);
        assertThat(later.differences(sums(0)).isEmpty()).isTrue();
    }

    @Test
    void what_is_cut_is_refused() throws IOException {
        byte[] question = question(sums(0));
        byte[] answer = answer();
        for (int length = 0; length < answer.length; length += 1 + length / 16) {
            byte[] cutAnswer = Arrays.copyOf(answer, length);
            byte[] cutQuestion = Arrays.copyOf(question, length);
            assertThatThrownBy(() -> SumsAnswer.read(in(cutAnswer))).isInstanceOf(EOFException.class);
            assertThatThrownBy(() -> SumsQuestion.read(in(cutQuestion))).isInstanceOf(EOFException.class);
        }
    }

    private static void assertRefused(byte[] answer, String why) {
        assertThatThrownBy(() -> SumsAnswer.read(in(answer)))
                .isInstanceOf(StreamCorruptedException.class)
                .hasMessage(why);
    }

    @Test
    void an_answer_that_cannot_be_is_refused() throws IOException {
        byte[] kind = answer();
        kind[Long.BYTES] = 3;
        assertRefused(kind, "kind 3");
        byte[] many = answer();
        ByteBuffer.wrap(many).putShort(HEADER, (short) (Sums.BUCKETS + 1));
        assertRefused(many, "1025 buckets");
        byte[] bucket = answer();
        ByteBuffer.wrap(bucket).putShort(HEADER + Short.BYTES, (short) Sums.BUCKETS);
        assertRefused(bucket, "bucket 1024");
        byte[] twice = SumsAnswer.compared(7, bits(3), sums(1));
        int one = twice.length - HEADER - Short.BYTES;
        byte[] same = Arrays.copyOf(twice, twice.length + one);
        System.arraycopy(twice, HEADER + Short.BYTES, same, twice.length, one);
        ByteBuffer.wrap(same).putShort(HEADER, (short) 2);
        assertRefused(same, "bucket 3");
    }
}
