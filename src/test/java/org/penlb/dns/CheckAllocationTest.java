package org.penlb.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HexFormat;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.penlb.testing.Allocation;

/** Every query and every answer is looked at, and no object is made for it. */
@Tag("alone")
class CheckAllocationTest {
    /** Bytes: no object has so few, and the measuring costs some now and then. */
    private static final double NOTHING = 0.5;

    private static final int FLAGS = 2;
    private static final byte IS_ANSWER = (byte) 0x81;
    private static final byte[] MESSAGE = HexFormat.of().parseHex("1234010000010000000000000377777700" + "00010001");

    private final MemorySegment query = MemorySegment.ofArray(MESSAGE.clone());

    @Test
    void of_a_query() {
        var check = new QueryCheck();
        Runnable judge = () -> {
            if (check.judge(query, 0, MESSAGE.length) != QueryCheck.Verdict.FORWARD) {
                throw new AssertionError("does not pass");
            }
        };
        assertThat(Allocation.bytesPerCall(NOTHING, judge)).isLessThanOrEqualTo(NOTHING);
    }

    @Test
    void of_an_answer_in_other_letters() {
        MemorySegment answer = MemorySegment.ofArray(MESSAGE.clone());
        answer.set(ValueLayout.JAVA_BYTE, FLAGS, IS_ANSWER);
        answer.set(ValueLayout.JAVA_BYTE, Header.LENGTH + 1, (byte) 'W');
        int question = MESSAGE.length - Header.LENGTH;
        Runnable compare = () -> {
            if (!AnswerCheck.isAnswer(query, 0, question, answer, 0, MESSAGE.length)) {
                throw new AssertionError("is none");
            }
        };
        assertThat(Allocation.bytesPerCall(NOTHING, compare)).isLessThanOrEqualTo(NOTHING);
    }
}
