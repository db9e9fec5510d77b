package org.penlb.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which messages answer a query. */
class AnswerCheckTest {
    private static final String QUERY = "1234 0100 0001 0000 0000 0000 'wWw' 'az' . 0041 0001";
    private static final String UPDATE = "1234 2800 0001 0000 0000 0000 'wWw' 'az' . 0006 0001";

    private static boolean answers(String query, String answer) {
        MemorySegment asked = Wire.segment(query);
        MemorySegment answered = Wire.segment("ee*5 " + answer);
        return AnswerCheck.isAnswer(
                asked, 0, Wire.length(asked) - Header.LENGTH, answered, 5, Wire.length(answered) - 5);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            true  | the same question           | 1234 8180 0001 0001 0000 0000 'wWw' 'az' . 0041 0001 c00c 0041
            true  | with another ID             | 4321 8180 0001 0000 0000 0000 'wWw' 'az' . 0041 0001
            true  | in lower case               | 1234 8183 0001 0000 0000 0000 'www' 'az' . 0041 0001
            true  | in upper case               | 1234 8180 0001 0000 0000 0000 'WWW' 'AZ' . 0041 0001
            true  | truncated                   | 1234 8380 0001 0000 0000 0000 'wWw' 'az' . 0041 0001
            true  | FORMERR without a question  | 1234 8181 0000 0000 0000 0000
            true  | SERVFAIL without a question | 1234 8182 0000 0000 0000 0000
            true  | NOTIMP without a question   | 1234 8184 0000 0000 0000 0000
            true  | REFUSED without a question  | 1234 8185 0000 0000 0000 0000
            false | NOERROR without a question  | 1234 8180 0000 0000 0000 0000
            false | NXDOMAIN without a question | 1234 8183 0000 0000 0000 0000
            false | a query                     | 1234 0100 0001 0000 0000 0000 'wWw' 'az' . 0041 0001
            false | another opcode              | 1234 a580 0001 0000 0000 0000 'wWw' 'az' . 0041 0001
            false | another name                | 1234 8180 0001 0000 0000 0000 'wWx' 'az' . 0041 0001
            false | another name of that length | 1234 8180 0001 0000 0000 0000 'wWw' 'a{' . 0041 0001
            false | other labels                | 1234 8180 0001 0000 0000 0000 'wWw' 01 61 7a . 0041 0001
            false | another type                | 1234 8180 0001 0000 0000 0000 'wWw' 'az' . 0061 0001
            false | another type, other case    | 1234 8180 0001 0000 0000 0000 'www' 'az' . 0061 0001
            false | another class               | 1234 8180 0001 0000 0000 0000 'wWw' 'az' . 0041 0003
            false | a longer name               | 1234 8180 0001 0000 0000 0000 'wWw' 'az' 'z' . 0041 0001
            false | a pointer                   | 1234 8180 0001 0000 0000 0000 'wWw' c00c 00 . 0041 0001
            false | two questions               | 1234 8180 0002 0000 0000 0000 'wWw' 'az' . 0041 0001 . 0001 0001
            false | half a question             | 1234 8180 0001 0000 0000 0000 'wWw' 'az' . 0041 00
            false | SERVFAIL and half of it     | 1234 8182 0001 0000 0000 0000 'wWw' 'az' .
            false | a header, but one byte      | 1234 8181 0000 0000 0000 00
           """)
    void answers_are_told_from_the_rest(boolean expected, String what, String message) {
        assertThat(answers(QUERY, message)).as(what).isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            EXACT      | the same question           | 1234 8180 0001 0001 0000 0000 'wWw' 'az' . 0041 0001 c00c 0041
            EXACT      | FORMERR without a question  | 1234 8181 0000 0000 0000 0000
            OTHER_CASE | in lower case               | 1234 8183 0001 0000 0000 0000 'www' 'az' . 0041 0001
            OTHER_CASE | but one letter              | 1234 8180 0001 0000 0000 0000 'wWw' 'aZ' . 0041 0001
            NONE       | another type, other case    | 1234 8180 0001 0000 0000 0000 'www' 'az' . 0061 0001
            NONE       | of another case             | 1234 8180 0001 0000 0000 0000 'wWw' 'az' . 0061 0001
           """)
    void the_case_of_letters_is_told(AnswerCheck.Match expected, String what, String message) {
        MemorySegment asked = Wire.segment(QUERY);
        MemorySegment answered = Wire.segment(message);
        assertThat(AnswerCheck.match(asked, 0, Wire.length(asked) - Header.LENGTH, answered, 0, Wire.length(answered)))
                .as(what)
                .isEqualTo(expected);
    }

    @Test
    void an_update_may_be_answered_by_a_header_only() {
        assertThat(answers(UPDATE, "1234 a800 0000 0000 0000 0000")).isTrue();
        assertThat(answers(UPDATE, "1234 a800 0001 0000 0000 0000 'www' 'az' . 0006 0001"))
                .isTrue();
        assertThat(answers(UPDATE, "1234 8000 0000 0000 0000 0000")).isFalse();
    }

    @Test
    void the_header_says_how_it_went() {
        MemorySegment answer = Wire.segment("ee 1234 8385 0000 0000 0000 0000");
        assertThat(Header.id(answer, 1)).isEqualTo(0x1234);
        assertThat(Header.rcode(answer, 1)).isEqualTo(Rcode.REFUSED);
        assertThat(Header.isResponse(answer, 1)).isTrue();
        Header.id(answer, 1, 0xfedc);
        assertThat(Header.id(answer, 1)).isEqualTo(0xfedc);
        MemorySegment query = Wire.segment(QUERY);
        assertThat(Header.rcode(query, 0)).isZero();
        assertThat(Header.isResponse(query, 0)).isFalse();
    }

    @Test
    void every_rcode_has_a_name() {
        assertThat(Rcode.name(Rcode.NOERROR)).isEqualTo("NOERROR");
        assertThat(Rcode.name(Rcode.REFUSED)).isEqualTo("REFUSED");
        assertThat(Rcode.name(11)).isEqualTo("DSOTYPENI");
        assertThat(Rcode.name(12)).isEqualTo("RCODE12");
    }
}
