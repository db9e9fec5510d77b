package org.penlb.logtools.collect;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PiecesTest {
    private static final SocketAddress ONE = new InetSocketAddress("127.0.0.1", 1);
    private static final SocketAddress TWO = new InetSocketAddress("127.0.0.1", 2);
    private static final String PIECE = "x".repeat(Pieces.PIECE);

    private final List<String> passed = new ArrayList<>();
    private final Pieces pieces = new Pieces(
            4 * Pieces.PIECE,
            10,
            (from, bytes, length) -> passed.add(
                    (from.equals(ONE) ? "1 " : "2 ") + new String(bytes, 0, length, StandardCharsets.US_ASCII)));

    private void take(SocketAddress from, String datagram, long time) {
        byte[] bytes = datagram.getBytes(StandardCharsets.US_ASCII);
        pieces.take(from, bytes, bytes.length, time);
    }

    @Test
    void a_line_in_pieces_is_one_line() {
        take(ONE, PIECE, 0);
        take(ONE, PIECE, 0);
        take(ONE, "end\n", 0);
        assertThat(passed).containsExactly("1 " + PIECE + PIECE + "end\n");
        assertThat(pieces.isWaiting()).isFalse();
    }

    @Test
    void lines_of_others_may_come_in_between() {
        take(ONE, PIECE, 0);
        take(TWO, "other\n", 0);
        take(TWO, PIECE, 0);
        take(ONE, "end 1\n", 0);
        take(TWO, "end 2\n", 0);
        assertThat(passed).containsExactly("2 other\n", "1 " + PIECE + "end 1\n", "2 " + PIECE + "end 2\n");
    }

    @Test
    void what_has_another_length_is_whole_without_a_line_feed() {
        take(ONE, PIECE.substring(1), 0);
        take(ONE, PIECE + "x", 0);
        take(ONE, PIECE.substring(1) + "\n", 0);
        assertThat(passed)
                .containsExactly("1 " + PIECE.substring(1), "1 " + PIECE + "x", "1 " + PIECE.substring(1) + "\n");
    }

    @Test
    void a_line_whose_end_does_not_come_is_passed_on_in_time() {
        take(ONE, PIECE, 0);
        take(TWO, PIECE, 5);
        pieces.passLate(9);
        assertThat(passed).isEmpty();
        pieces.passLate(10);
        assertThat(passed).containsExactly("1 " + PIECE);
        pieces.passLate(15);
        assertThat(passed).containsExactly("1 " + PIECE, "2 " + PIECE);
    }

    @Test
    void all_that_waits_is_passed_on_at_the_end() {
        take(ONE, PIECE, 0);
        take(TWO, PIECE, 0);
        pieces.passAll();
        assertThat(passed).containsExactly("1 " + PIECE, "2 " + PIECE);
    }

    @Test
    void a_line_that_has_no_end_is_passed_on_where_it_is_too_long() {
        for (int i = 0; i < 5; i++) {
            take(ONE, PIECE, 0);
        }
        assertThat(passed).containsExactly("1 " + PIECE.repeat(4));
        assertThat(pieces.isWaiting()).isTrue();
    }

    @Test
    void of_many_senders_the_oldest_is_passed_on() {
        for (int port = 1; port <= Pieces.MOST_SENDERS + 1; port++) {
            take(new InetSocketAddress("127.0.0.1", port), PIECE, 0);
        }
        assertThat(passed).containsExactly("1 " + PIECE);
    }
}
