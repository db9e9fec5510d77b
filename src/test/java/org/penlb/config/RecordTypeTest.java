package org.penlb.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.Type;

class RecordTypeTest {
    private static int code(String text) {
        return RecordType.parse("check_type", text).code();
    }

    @ParameterizedTest
    @CsvSource({"A, 1", "ns, 2", "Aaaa, 28", "HTTPS, 65", "TYPE65, 65", "type65535, 65535", "TYPE1, 1", "TYPE00001, 1"})
    void reads_mnemonics_and_numbers(String text, int code) {
        assertThat(code(text)).isEqualTo(code);
    }

    @Test
    void knows_the_mnemonics_that_dnsjava_knows_by_the_same_numbers() {
        List<Integer> known = new ArrayList<>();
        for (int code = 1; code < 1 << 16; code++) {
            String mnemonic = Type.string(code);
            if (!mnemonic.startsWith("TYPE")) {
                try {
                    assertThat(code(mnemonic)).as(mnemonic).isEqualTo(code);
                    known.add(code);
                } catch (ConfigException _) {
                    // one of those that nobody asks for any more, or that cannot be asked for
                }
            }
        }
        assertThat(known).hasSizeGreaterThan(30).contains(1, 2, 5, 6, 12, 15, 16, 28, 33, 43, 48, 64, 65, 255, 257);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "NSS",
                "2",
                "TYPE",
                "TYPE0",
                "TYPE65536",
                "TYPE123456",
                "TYPE-1",
                "TYPE٣",
                "OPT",
                "TYPE41",
                "AXFR",
                "TYPE252",
                "IXFR",
                "TSIG",
                "TKEY",
                "TYPE249"
            })
    void refuses_what_one_question_cannot_ask_for(String text) {
        assertThatThrownBy(() -> code(text))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "check_type: \"" + text + "\" is not a type to ask for (expected: such as NS, A or TYPE65)");
    }
}
