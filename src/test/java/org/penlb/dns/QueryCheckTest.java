package org.penlb.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.penlb.dns.QueryCheck.Verdict;

/** Which messages go on, which are answered with FORMERR, and which are forgotten. */
class QueryCheckTest {
    private final QueryCheck check = new QueryCheck();

    /** In each line: the length of the question (header's end to here), what it is, and the message. */
    @ParameterizedTest(name = "{1}")
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
             9 | an ordinary query        | 1234 0100 0001 0000 0000 0000 'www' . 0001 0001
             5 | the root's name servers  | 0000 0000 0001 0000 0000 0000 . 0002 0001
            19 | mixed case               | 1234 0100 0001 0000 0000 0000 'wWw' 'eXaMpLe' 'c' . ffff ffff
             5 | EDNS                     | 1234 0120 0001 0000 0000 0001 . 0001 0001 . 0029 04d0 00000000 0000
             5 | EDNS with a cookie       | 1234 0120 0001 0000 0000 0001 . 0001 0001 . 0029 04d0 00000000 000c 000a 0008 aa*8
             5 | junk behind              | 1234 0100 0001 0000 0000 0000 . 0001 0001 c00c ffff
             5 | junk that may be records | 1234 0100 0001 0000 0000 0002 . 0001 0001 ff*22
             5 | AXFR                     | 1234 0000 0001 0000 0000 0000 . 00fc 0001
             5 | IXFR with what is known  | 1234 0000 0001 0000 0001 0000 . 00fb 0001 . 0006 0001 00000000 0016 . . 00*20
             5 | IXFR without             | 1234 0000 0001 0000 0000 0000 . 00fb 0001
             5 | NOTIFY with an answer    | 1234 2400 0001 0001 0000 0000 . 0006 0001 . 0006 0001 00000000 0016 . . 00*20
             5 | UPDATE with records      | 1234 2800 0001 0001 0001 0001 . 0006 0001 00*33
             5 | an opcode yet to come    | 1234 7800 0001 0000 0000 0000 . 0001 0001
             5 | all flags but QR, rcode  | 1234 07ff 0001 0000 0000 0000 . 0001 0001
            69 | the longest label        | 1234 0100 0001 0000 0000 0000 'a'*63 . 0001 0001
           259 | the longest name         | 1234 0100 0001 0000 0000 0000 'a'*63 'a'*63 'a'*63 'a'*61 . 0001 0001
           """)
    void sound_queries_go_on(int questionLength, String what, String message) {
        MemorySegment query = Wire.segment(message);
        assertThat(check.judge(query, 0, Wire.length(query))).as(what).isEqualTo(Verdict.FORWARD);
        assertThat(check.questionLength()).isEqualTo(questionLength);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            no question              | 1234 0100 0000 0000 0000 0000
            no question but a cookie | 1234 0120 0000 0000 0000 0001 . 0029 04d0 00000000 000c 000a 0008 aa*8
            two questions            | 1234 0100 0002 0000 0000 0000 . 0001 0001 . 0002 0001
            65535 questions          | 1234 0100 ffff 0000 0000 0000 . 0001 0001
            a header only            | 1234 0100 0001 0000 0000 0000
            a name without an end    | 1234 0100 0001 0000 0000 0000 'www'
            half a label             | 1234 0100 0001 0000 0000 0000 07 61
            no type                  | 1234 0100 0001 0000 0000 0000 .
            half a type              | 1234 0100 0001 0000 0000 0000 . 00
            half a class             | 1234 0100 0001 0000 0000 0000 . 0001 00
            a pointer to itself      | 1234 0100 0001 0000 0000 0000 c00c 0001 0001
            a pointer to the header  | 1234 0100 0001 0000 0000 0000 'www' c004 0001 0001
            a pointer forward        | 1234 0100 0001 0000 0000 0000 'www' c012 . 0001 0001
            a loop of two pointers   | 1234 0100 0001 0000 0000 0000 c00e c00c 0001 0001
            half a pointer           | 1234 0100 0001 0000 0000 0000 c0
            a label of 64            | 1234 0100 0001 0000 0000 0000 40 61*64 . 0001 0001
            a label type of 2        | 1234 0100 0001 0000 0000 0000 80 61*128 . 0001 0001
            a name of 256            | 1234 0100 0001 0000 0000 0000 'a'*63 'a'*63 'a'*63 'a'*62 . 0001 0001
            a name of many           | 1234 0100 0001 0000 0000 0000 0161*200 . 0001 0001
            an answer in a query     | 1234 0100 0001 0001 0000 0000 . 0001 0001 . 0001 0001 00000000 0004 7f000001
            an authority in a query  | 1234 0100 0001 0000 0001 0000 . 0001 0001 . 0006 0001 00000000 0016 . . 00*20
            two in an IXFR           | 1234 0000 0001 0000 0002 0000 . 00fb 0001 00*22
            an answer in an IXFR     | 1234 0000 0001 0001 0000 0000 . 00fb 0001 00*11
            a record that is missing | 1234 0100 0001 0000 0000 0001 . 0001 0001
            one of two is missing    | 1234 0100 0001 0000 0000 0002 . 0001 0001 00*21
            counts far too high      | 1234 2800 0001 ffff ffff ffff . 0001 0001 00*500
            NOTIFY without a zone    | 1234 2400 0000 0000 0000 0000
            UPDATE of two zones      | 1234 2800 0002 0000 0000 0000 . 0006 0001 . 0006 0001
            DSO of two questions     | 1234 3000 0002 0000 0000 0000 . 0001 0001 . 0002 0001
            an opcode yet to come    | 1234 7800 0001 0000 0000 0000 c00c 0001 0001
           """)
    void malformed_ones_do_not(String what, String message) {
        MemorySegment query = Wire.segment(message);
        assertThat(check.judge(query, 0, Wire.length(query))).as(what).isEqualTo(Verdict.FORMERR);
        assertThat(check.questionLength()).isZero();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            DSO                      | 1234 3000 0000 0000 0000 0000 0001 0008 00*8
            DSO, no more             | 1234 3000 0000 0000 0000 0000
            DSO for nobody           | 0000 3000 0000 0000 0000 0000 0001 0008 00*8
            DSO with EDNS            | 1234 3000 0000 0000 0000 0001 . 0029 04d0 00000000 0000
            DSO with a question      | 1234 3000 0001 0000 0000 0000 . 0001 0001
            STATUS                   | 1234 1000 0000 0000 0000 0000
            an inverse query         | 1234 0800 0000 0001 0000 0000 . 0001 0001 00000000 0004 7f000001
            an opcode yet to come    | 1234 7800 0000 0000 0000 0000
           """)
    void what_no_server_behind_could_answer_is_not_implemented(String what, String message) {
        MemorySegment query = Wire.segment(message);
        assertThat(check.judge(query, 0, Wire.length(query))).as(what).isEqualTo(Verdict.NOTIMP);
        assertThat(check.questionLength()).isZero();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            one byte            | 12
            a header, but one   | 1234 0100 0001 0000 0000 00
            a response          | 1234 8180 0001 0000 0000 0000 . 0001 0001
            a malformed one     | 1234 8000 0000 0000 0000 0000
           """)
    void responses_and_scraps_are_forgotten(String what, String message) {
        MemorySegment scrap = Wire.segment(message);
        assertThat(check.judge(scrap, 0, Wire.length(scrap))).as(what).isEqualTo(Verdict.DROP);
        assertThat(check.judge(scrap, 0, 0)).isEqualTo(Verdict.DROP);
    }

    /** In each line: whether it may be asked twice, whether it is a transfer, what it is, the message. */
    @ParameterizedTest(name = "{2}")
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            true  | false | an ordinary query    | 1234 0100 0001 0000 0000 0000 'www' . 0001 0001
            true  | false | all that there is    | 1234 0100 0001 0000 0000 0000 'www' . 00ff 0001
            true  | true  | AXFR                 | 1234 0000 0001 0000 0000 0000 . 00fc 0001
            true  | true  | IXFR                 | 1234 0000 0001 0000 0000 0000 . 00fb 0001
            false | false | TKEY                 | 1234 0000 0001 0000 0000 0000 . 00f9 00ff
            false | false | IQUERY               | 1234 0800 0001 0000 0000 0000 . 0001 0001
            false | false | STATUS               | 1234 1000 0001 0000 0000 0000 . 0001 0001
            false | false | NOTIFY               | 1234 2400 0001 0000 0000 0000 . 0006 0001
            false | false | UPDATE, AXFR by type | 1234 2800 0001 0000 0000 0000 . 00fc 0001
            false | false | an opcode yet to come| 1234 7800 0001 0000 0000 0000 . 0001 0001
            false | false | malformed            | 1234 0100 0002 0000 0000 0000 . 0001 0001
            """)
    void what_may_be_repeated_and_what_is_a_transfer(
            boolean repeatable, boolean transfer, String what, String message) {
        MemorySegment query = Wire.segment(message);
        check.judge(query, 0, Wire.length(query));
        assertThat(check.isRepeatable()).as(what).isEqualTo(repeatable);
        assertThat(check.isTransfer()).as(what).isEqualTo(transfer);
        assertThat(check.isPlain()).as(what).isEqualTo(repeatable && !transfer);
    }

    @Test
    void what_was_found_before_does_not_stay() {
        MemorySegment good = Wire.segment("1234 0100 0001 0000 0000 0000 . 0001 0001");
        assertThat(check.judge(good, 0, Wire.length(good))).isEqualTo(Verdict.FORWARD);
        assertThat(check.questionLength()).isEqualTo(5);
        assertThat(check.judge(good, 0, 11)).isEqualTo(Verdict.DROP);
        assertThat(check.questionLength()).isZero();
    }

    @Test
    void a_message_ends_where_its_length_says() {
        MemorySegment memory = Wire.segment("ff*3 1234 0100 0001 0000 0000 0000 . 0001 0001");
        assertThat(check.judge(memory, 3, 17)).isEqualTo(Verdict.FORWARD);
        assertThat(check.judge(memory, 3, 16)).isEqualTo(Verdict.FORMERR);
    }
}
