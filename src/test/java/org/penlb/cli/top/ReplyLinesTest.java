package org.penlb.cli.top;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReplyLinesTest {
    private final List<String> lines = new ArrayList<>();
    private final ReplyLines reply = new ReplyLines(1 << 20, lines::add);

    private void write(String text) throws IOException {
        reply.write(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void lines_come_in_pieces() throws IOException {
        write("a b");
        write("c\r\n\nd\ne");
        assertThat(lines).containsExactly("a bc", "", "d");
        reply.finish();
        assertThat(lines).containsExactly("a bc", "", "d", "e");
    }

    @Test
    void of_a_long_line_the_beginning_is_passed_on() throws IOException {
        write("x".repeat(5000) + "\nnext\n");
        assertThat(lines).containsExactly("x".repeat(ReplyLines.LONGEST_LINE), "next");
    }

    @Test
    void a_reply_without_end_is_broken_off() {
        byte[] piece = new byte[1 << 14];
        assertThatThrownBy(() -> {
                    for (int i = 0; i < 100; i++) {
                        reply.write(piece);
                    }
                })
                .isInstanceOf(ReplyLines.TooLong.class)
                .hasMessage("the reply is longer than 1 MiB");
    }
}
