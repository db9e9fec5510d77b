package org.penlb.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.penlb.config.DomainName;
import org.penlb.config.RecordType;
import org.penlb.dns.QueryCheck.Verdict;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Section;

/** What servers are asked to find out whether they are well, and which answers say so. */
class CheckQueryTest {
    private static CheckQuery query(String name, String type) {
        return new CheckQuery(DomainName.parse("name", name), RecordType.parse("type", type));
    }

    private static byte[] written(CheckQuery query, int id) {
        var bytes = new byte[CheckQuery.LONGEST + 1];
        int length = query.write(id, MemorySegment.ofArray(bytes), 1);
        return Arrays.copyOfRange(bytes, 1, 1 + length);
    }

    @Test
    void asks_for_the_name_servers_of_the_root() {
        assertThat(written(query(".", "NS"), 0xbeef))
                .isEqualTo(Wire.bytes("beef 0100 0001 0000 0000 0000 . 0002 0001"));
    }

    @ParameterizedTest
    @CsvSource({
        "example.com, A, 1",
        "a\\.b.\\255, aaaa, 28",
        "www, TYPE65535, 65535",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.b, SVCB, 64"
    })
    void asks_for_what_the_operator_chose(String name, String type, int code) throws IOException {
        byte[] bytes = written(query(name, type), 7);
        assertThat(new QueryCheck().judge(MemorySegment.ofArray(bytes), 0, bytes.length))
                .isEqualTo(Verdict.FORWARD);
        var message = new Message(bytes);
        assertThat(message.getHeader().getID()).isEqualTo(7);
        assertThat(message.getSection(Section.QUESTION)).singleElement().satisfies(question -> {
            assertThat(question.getName()).isEqualTo(Name.fromString(name, Name.root));
            assertThat(question.getType()).isEqualTo(code);
            assertThat(question.getDClass()).isEqualTo(DClass.IN);
        });
    }

    @Test
    void the_longest_name_fits() {
        String name = "a.".repeat(127);
        assertThat(written(query(name, "A"), 0)).hasSize(CheckQuery.LONGEST);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            true  | the answer         | 0007 8180 0001 0000 0000 0000 'www' . 0001 0001
            true  | an answer of error | 0007 8182 0000 0000 0000 0000
            false | another ID         | 0008 8180 0001 0000 0000 0000 'www' . 0001 0001
            false | another question   | 0007 8180 0001 0000 0000 0000 'wwx' . 0001 0001
            false | the query          | 0007 0100 0001 0000 0000 0000 'www' . 0001 0001
            false | a scrap            | 0007
            """)
    void knows_its_answer(boolean expected, String what, String message) {
        MemorySegment answer = Wire.segment("ee " + message);
        assertThat(query("WWW", "A").isAnsweredBy(7, answer, 1, Wire.length(answer) - 1))
                .as(what)
                .isEqualTo(expected);
    }

    /** For each rcode, what is wrong if the question was the usual one, and if the operator chose it. */
    @ParameterizedTest
    @CsvSource({
        "0,,",
        "1, answers FORMERR, answers FORMERR",
        "2, answers SERVFAIL, answers SERVFAIL",
        "3,,",
        "4,, answers NOTIMP",
        "5,, answers REFUSED",
        "6, answers YXDOMAIN, answers YXDOMAIN",
        "9, answers NOTAUTH, answers NOTAUTH",
        "15, answers RCODE15, answers RCODE15"
    })
    void says_what_is_wrong_with_a_server(int rcode, @Nullable String usual, @Nullable String chosen) {
        MemorySegment answer = Wire.segment("1234 818%x 0000 0000 0000 0000".formatted(rcode));
        assertThat(query(".", "ns").fault(answer, 0)).isEqualTo(usual);
        assertThat(query(".", "SOA").fault(answer, 0)).isEqualTo(chosen);
        assertThat(query("com", "NS").fault(answer, 0)).isEqualTo(chosen);
    }
}
