package org.penlb.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** What -ddd shows of the bytes that pass. */
class TrafficDumpTest {
    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    @Test
    void numbers_have_their_place_and_their_signs() {
        assertThat(TrafficDump.lines(bytes("GET / HTTP/1.1\r\nHost"), false)).isEqualTo("""
                        0000  47 45 54 20 2f 20 48 54 54 50 2f 31 2e 31 0d 0a  GET / HTTP/1.1..
                        0010  48 6f 73 74                                      Host
                        """);
    }

    @Test
    void text_has_its_lines_and_nothing_that_a_terminal_would_obey() {
        assertThat(TrafficDump.lines(bytes("one\r\ntwo \u001b[1m\n\u00fc"), true))
                .isEqualTo("one.\ntwo .[1m\n.\n");
        assertThat(TrafficDump.lines(bytes(""), true)).isEmpty();
    }

    @Test
    void only_the_beginning_of_much_is_shown() {
        String lines = TrafficDump.lines(bytes("x".repeat(5000)), true);
        assertThat(lines).startsWith("x".repeat(4096) + "\n").endsWith("(904 bytes more)\n");
    }

    @Test
    void the_bytes_stay_where_they_are() {
        ByteBuffer bytes = bytes("abc").position(1);
        assertThat(TrafficDump.lines(bytes, true)).isEqualTo("bc\n");
        assertThat(bytes.remaining()).isEqualTo(2);
    }
}
