package org.penlb.cluster.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.StreamCorruptedException;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;

/** What an instance says of itself is understood, and nothing else is taken for it. */
class BeatTest {
    private static Beat read(byte[] body) throws IOException {
        return Beat.read(new DataInputStream(new ByteArrayInputStream(body)));
    }

    private static Beat hearing(int nodes) {
        return new Beat(
                "node", "name", 1, 2, 3, IntStream.range(0, nodes).boxed().collect(Collectors.toSet()));
    }

    @Property(tries = 200)
    void a_beat_comes_out_as_it_went_in(
            @ForAll @StringLength(max = 50) String node,
            @ForAll @StringLength(max = 50) String name,
            @ForAll @IntRange(max = 0x3fff) int tag,
            @ForAll long batches,
            @ForAll long orders,
            @ForAll @Size(max = 5) Set<Integer> hears)
            throws IOException {
        var beat = new Beat(node, name, tag, batches, orders, hears);
        assertThat(read(beat.write())).isEqualTo(beat);
    }

    @Example
    void a_beat_that_is_cut_is_none() {
        byte[] body = hearing(3).write();
        for (int length = 0; length < body.length; length++) {
            byte[] cut = Arrays.copyOf(body, length);
            assertThatThrownBy(() -> read(cut)).isInstanceOf(EOFException.class);
        }
    }

    /** So that a later release can say more. */
    @Example
    void what_follows_is_left_unread() throws IOException {
        byte[] body = hearing(3).write();
        assertThat(read(Arrays.copyOf(body, body.length + 4))).isEqualTo(hearing(3));
    }

    @Example
    void of_more_nodes_than_are_taken_nothing_is_said() throws IOException {
        assertThat(read(hearing(Beat.MOST_HEARD + 1).write()).hears()).hasSize(Beat.MOST_HEARD);
    }

    @Example
    void more_nodes_than_may_be_said_are_refused() {
        byte[] body = hearing(0).write();
        body[body.length - 2] = 3;
        body[body.length - 1] = (byte) 0xe9;
        assertThatThrownBy(() -> read(body))
                .isInstanceOf(StreamCorruptedException.class)
                .hasMessage("1001 nodes");
    }

    @Example
    void a_text_that_is_none_is_refused() {
        byte[] body = hearing(0).write();
        body[2] = (byte) 0xff;
        assertThatThrownBy(() -> read(body)).isInstanceOf(IOException.class);
    }
}
