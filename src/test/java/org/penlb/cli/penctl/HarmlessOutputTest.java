package org.penlb.cli.penctl;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HarmlessOutputTest {
    private final ByteArrayOutputStream terminal = new ByteArrayOutputStream();
    private final HarmlessOutput out = new HarmlessOutput(terminal);

    private String shown() {
        return terminal.toString(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource(
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "30,30",
                "'a\tb\n','a\tb\n'",
                "gr\u00f6\u00dfe \u20ac \ud83d\ude00,gr\u00f6\u00dfe \u20ac \ud83d\ude00",
                "\u001b]0;title\u0007,^[]0;title^G",
                "'over\rwritten',over^Mwritten",
                "\u0000\u007f,^@^?",
                "\u009b31m,<U+9B>31m",
                "\u202egnp.exe,<U+202E>gnp.exe",
            })
    void shows_what_a_terminal_would_obey(String sent, String shown) throws IOException {
        out.write(sent.getBytes(StandardCharsets.UTF_8));
        assertThat(shown()).isEqualTo(shown);
    }

    @Test
    void bytes_that_are_not_utf8_are_replaced() throws IOException {
        out.write(new byte[] {'a', (byte) 0x9b, 'b', (byte) 0xff, 'c'});
        assertThat(shown()).isEqualTo("a\ufffdb\ufffdc");
    }

    @Test
    void begun_lines_are_ended_once() throws IOException {
        out.freshLine();
        out.write("no end".getBytes(StandardCharsets.UTF_8));
        out.freshLine();
        out.freshLine();
        assertThat(shown()).isEqualTo("no end\n");
    }
}
