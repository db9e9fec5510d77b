package org.penlb.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;

class ErrorReplyTest {
    private static final String NOTIFY = "1234 27bf 0001 0002 0003 0004 'www' . 0006 0001 ff*40";
    private static final int QUESTION = 9;

    private static byte[] bytes(MemorySegment memory, long offset, int length) {
        return memory.asSlice(offset, length).toArray(ValueLayout.JAVA_BYTE);
    }

    @Test
    void a_query_becomes_a_bare_header_in_place() {
        MemorySegment memory = Wire.segment("ee*3 " + NOTIFY);
        int length = ErrorReply.inPlace(memory, 3, 0, Rcode.FORMERR);
        assertThat(bytes(memory, 3, length)).isEqualTo(Wire.bytes("1234 a101 0000 0000 0000 0000"));
        assertThat(bytes(memory, 0, 3)).isEqualTo(Wire.bytes("ee*3"));
        assertThat(bytes(memory, 15, QUESTION)).isEqualTo(Wire.bytes("'www' . 0006 0001"));
    }

    @Test
    void a_sound_question_is_kept() {
        MemorySegment memory = Wire.segment(NOTIFY);
        int length = ErrorReply.inPlace(memory, 0, QUESTION, Rcode.SERVFAIL);
        assertThat(bytes(memory, 0, length)).isEqualTo(Wire.bytes("1234 a102 0001 0000 0000 0000 'www' . 0006 0001"));
    }

    @Test
    void an_answer_is_written_elsewhere() {
        MemorySegment query = Wire.segment("ee " + NOTIFY);
        var answer = new byte[2 + Header.LENGTH + QUESTION];
        int length = ErrorReply.write(query, 1, QUESTION, Rcode.REFUSED, MemorySegment.ofArray(answer), 2);
        assertThat(length).isEqualTo(answer.length - 2);
        assertThat(answer).isEqualTo(Wire.bytes("0000 1234 a105 0001 0000 0000 0000 'www' . 0006 0001"));
        assertThat(bytes(query, 1, Wire.length(query) - 1)).isEqualTo(Wire.bytes(NOTIFY));
    }

    @Test
    void the_answer_is_an_answer() {
        MemorySegment query = Wire.segment(NOTIFY);
        for (int kept : new int[] {0, QUESTION}) {
            MemorySegment answer = Wire.segment(NOTIFY);
            int length = ErrorReply.inPlace(answer, 0, kept, Rcode.SERVFAIL);
            assertThat(AnswerCheck.isAnswer(query, 0, QUESTION, answer, 0, length))
                    .isTrue();
        }
    }
}
