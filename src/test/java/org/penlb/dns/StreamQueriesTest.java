package org.penlb.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.BeforeTry;

/** Queries behind each other on a stream, however they are cut. */
class StreamQueriesTest {
    private static final byte[] SMALL = Wire.bytes("1234 0100 0001 0000 0000 0000 'www' . 0001 0001");
    private static final byte[] RESPONSE = Wire.bytes("1234 8100 0001 0000 0000 0000 'www' . 0001 0001");
    private static final byte[] MALFORMED = Wire.bytes("1234 0100 0001 0000 0000 0000 c00c 0001 0001");
    private static final byte[] NONE = {};

    private StreamQueries queries = new StreamQueries();
    private ByteArrayOutputStream passed = new ByteArrayOutputStream();

    /** The tries of a property share an instance of this class. */
    @BeforeTry
    void start() {
        queries = new StreamQueries();
        passed = new ByteArrayOutputStream();
    }

    private static byte[] ofLength(int length) {
        return Arrays.copyOf(SMALL, length);
    }

    private static byte[] stream(List<byte[]> messages) {
        var stream = new ByteArrayOutputStream();
        for (byte[] message : messages) {
            stream.write(message.length >> 8);
            stream.write(message.length);
            stream.writeBytes(message);
        }
        return stream.toByteArray();
    }

    private boolean take(byte[] stream, int from, int to) {
        ByteBuffer read = ByteBuffer.wrap(stream, from, to - from);
        boolean goesOn = queries.take(read, this::keep);
        assertThat(read.position()).isEqualTo(from);
        assertThat(read.limit()).isEqualTo(to);
        return goesOn;
    }

    private void keep(ByteBuffer whole) {
        var bytes = new byte[whole.remaining()];
        whole.get(bytes);
        passed.writeBytes(bytes);
    }

    @Provide
    Arbitrary<byte[]> messages() {
        return Arbitraries.frequencyOf(
                Tuple.of(8, Arbitraries.integers().between(21, 700).map(StreamQueriesTest::ofLength)),
                Tuple.of(
                        1,
                        Arbitraries.of(21, 509, 510, 511, 512, 513, 1023, 1025, 65_534, 65_535)
                                .map(StreamQueriesTest::ofLength)),
                Tuple.of(1, Arbitraries.of(RESPONSE, MALFORMED, NONE)));
    }

    @Property(tries = 2000)
    void what_is_sound_goes_on_up_to_the_first_that_is_not_however_it_was_cut(
            @ForAll @Size(max = 12) List<@From("messages") byte[]> messages,
            @ForAll @Size(max = 30) List<@IntRange(min = 1, max = 300) Integer> cuts) {
        byte[] stream = stream(messages);
        long sound = messages.stream()
                .takeWhile(message -> message.length >= SMALL.length && message[2] == SMALL[2])
                .count();
        int at = 0;
        for (int cut : cuts) {
            int end = Math.min(stream.length, at + cut);
            take(stream, at, end);
            at = end;
        }
        boolean goesOn = take(stream, at, stream.length);
        assertThat(passed.toByteArray())
                .isEqualTo(stream(messages.stream().limit(sound).toList()));
        assertThat(goesOn).isEqualTo(sound == messages.size());
        assertThat(queries.pending()).isZero();
    }

    @Example
    void a_query_goes_on_with_its_last_byte() {
        byte[] stream = stream(List.of(SMALL, SMALL));
        for (int i = 0; i < stream.length; i++) {
            assertThat(passed.size()).isEqualTo(i / (stream.length / 2) * (stream.length / 2));
            assertThat(take(stream, i, i + 1)).isTrue();
        }
        assertThat(passed.toByteArray()).isEqualTo(stream);
    }

    @Example
    void nothing_goes_on_behind_a_malformed_one() {
        assertThat(take(stream(List.of(MALFORMED)), 0, 2)).isTrue();
        assertThat(take(stream(List.of(MALFORMED, SMALL)), 2, 40)).isFalse();
        assertThat(take(stream(List.of(SMALL)), 0, 23)).isFalse();
        assertThat(passed.size()).isZero();
        assertThat(queries.capacity()).isZero();
    }

    @Example
    void memory_is_taken_for_what_has_come_and_given_back() {
        byte[] longest = stream(List.of(ofLength(65_535)));
        assertThat(take(longest, 0, 2)).isTrue();
        assertThat(queries.capacity()).as("it claims to be long").isEqualTo(512);
        take(longest, 2, 512);
        assertThat(queries.capacity()).isEqualTo(512);
        take(longest, 512, 2000);
        assertThat(queries.pending()).isEqualTo(2000);
        assertThat(queries.capacity()).isEqualTo(2000);
        for (int i = 2000; i < longest.length - 1; i++) {
            take(longest, i, i + 1);
            assertThat(queries.capacity()).isLessThan(2 * (i + 1) + 1).isLessThanOrEqualTo(65_537);
        }
        assertThat(queries.capacity()).isEqualTo(65_537);
        take(longest, longest.length - 1, longest.length);
        assertThat(passed.toByteArray()).isEqualTo(longest);
        assertThat(queries.capacity()).isZero();
    }

    @Example
    void whole_queries_need_no_memory() {
        byte[] stream = stream(List.of(SMALL, ofLength(65_535), SMALL));
        assertThat(take(stream, 0, stream.length)).isTrue();
        assertThat(passed.toByteArray()).isEqualTo(stream);
        assertThat(queries.capacity()).isZero();
    }

    @Example
    void bytes_may_lie_anywhere() {
        byte[] stream = stream(List.of(SMALL, SMALL));
        ByteBuffer direct = ByteBuffer.allocateDirect(stream.length + 7).position(5);
        direct.put(stream).flip().position(5);
        assertThat(queries.take(direct.asReadOnlyBuffer(), this::keep)).isTrue();
        assertThat(passed.toByteArray()).isEqualTo(stream);
    }
}
