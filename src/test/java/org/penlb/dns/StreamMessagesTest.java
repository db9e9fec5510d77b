package org.penlb.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
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

/** Messages behind each other on a stream, however they are cut, and wherever their reader stops. */
class StreamMessagesTest {
    private static final byte[] SMALL = Wire.bytes("1234 0100 0001 0000 0000 0000 'www' . 0001 0001");

    private StreamMessages messages = new StreamMessages();
    private ByteArrayOutputStream passed = new ByteArrayOutputStream();
    /** After so many messages the reader stops; counted down. */
    private int left;

    /** The tries of a property share an instance of this class. */
    @BeforeTry
    void start() {
        messages = new StreamMessages();
        passed = new ByteArrayOutputStream();
        left = Integer.MAX_VALUE;
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
        boolean goesOn = messages.take(read, this::keep);
        assertThat(read.position()).isEqualTo(from);
        assertThat(read.limit()).isEqualTo(to);
        return goesOn;
    }

    /** Its length lies before it. */
    private boolean keep(MemorySegment memory, long offset, int length) {
        passed.writeBytes(memory.asSlice(offset - 2, length + 2).toArray(ValueLayout.JAVA_BYTE));
        return --left > 0;
    }

    @Provide
    Arbitrary<byte[]> someMessages() {
        return Arbitraries.frequencyOf(
                Tuple.of(8, Arbitraries.integers().between(21, 700).map(StreamMessagesTest::ofLength)),
                Tuple.of(
                        1,
                        Arbitraries.of(0, 1, 21, 509, 510, 511, 512, 513, 1023, 1025, 65_534, 65_535)
                                .map(StreamMessagesTest::ofLength)));
    }

    @Property(tries = 2000)
    void all_go_on_as_they_are_however_they_were_cut_and_wherever_the_reader_stopped(
            @ForAll @Size(max = 12) List<@From("someMessages") byte[]> some,
            @ForAll @Size(max = 30) List<@IntRange(min = 1, max = 300) Integer> cuts,
            @ForAll @Size(max = 8) List<@IntRange(min = 1, max = 4) Integer> stops) {
        byte[] stream = stream(some);
        var stopping = stops.iterator();
        left = stopping.hasNext() ? stopping.next() : Integer.MAX_VALUE;
        int at = 0;
        boolean goesOn = true;
        for (int i = 0; i <= cuts.size(); i++) {
            int end = i == cuts.size() ? stream.length : Math.min(stream.length, at + cuts.get(i));
            goesOn = take(stream, at, end);
            at = end;
            if (i % 3 == 2 && !goesOn) {
                left = stopping.hasNext() ? stopping.next() : Integer.MAX_VALUE;
                goesOn = messages.resume(this::keep);
            }
        }
        while (!goesOn) {
            left = stopping.hasNext() ? stopping.next() : Integer.MAX_VALUE;
            goesOn = messages.resume(this::keep);
        }
        assertThat(passed.toByteArray()).isEqualTo(stream);
        assertThat(messages.pending()).isZero();
        assertThat(messages.capacity()).isLessThanOrEqualTo(512);
    }

    @Example
    void a_message_goes_on_with_its_last_byte() {
        byte[] stream = stream(List.of(SMALL, SMALL));
        for (int i = 0; i < stream.length; i++) {
            assertThat(passed.size()).isEqualTo(i / (stream.length / 2) * (stream.length / 2));
            assertThat(take(stream, i, i + 1)).isTrue();
        }
        assertThat(passed.toByteArray()).isEqualTo(stream);
    }

    @Example
    void nothing_goes_on_behind_the_one_at_which_the_reader_stops() {
        left = 1;
        byte[] stream = stream(List.of(SMALL, SMALL, SMALL));
        assertThat(take(stream, 0, stream.length - 1)).isFalse();
        assertThat(take(stream, stream.length - 1, stream.length)).isFalse();
        assertThat(passed.size()).isEqualTo(stream.length / 3);
        assertThat(messages.pending()).isEqualTo(2 * stream.length / 3);
        messages.forget();
        assertThat(messages.pending()).isZero();
        assertThat(messages.capacity()).isZero();
    }

    @Example
    void memory_is_taken_for_what_has_come_and_given_back() {
        byte[] longest = stream(List.of(ofLength(65_535)));
        assertThat(take(longest, 0, 2)).isTrue();
        assertThat(messages.capacity()).as("it claims to be long").isEqualTo(512);
        take(longest, 2, 512);
        assertThat(messages.capacity()).isEqualTo(512);
        take(longest, 512, 2000);
        assertThat(messages.pending()).isEqualTo(2000);
        assertThat(messages.capacity()).isEqualTo(2000);
        for (int i = 2000; i < longest.length - 1; i++) {
            take(longest, i, i + 1);
            assertThat(messages.capacity()).isLessThan(2 * (i + 1) + 1).isLessThanOrEqualTo(65_537);
        }
        assertThat(messages.capacity()).isEqualTo(65_537);
        take(longest, longest.length - 1, longest.length);
        assertThat(passed.toByteArray()).isEqualTo(longest);
        assertThat(messages.capacity()).isZero();
    }

    @Example
    void whole_messages_need_no_memory() {
        byte[] stream = stream(List.of(SMALL, ofLength(65_535), SMALL));
        assertThat(take(stream, 0, stream.length)).isTrue();
        assertThat(passed.toByteArray()).isEqualTo(stream);
        assertThat(messages.capacity()).isZero();
    }

    @Example
    void bytes_may_lie_anywhere() {
        byte[] stream = stream(List.of(SMALL, SMALL));
        ByteBuffer direct = ByteBuffer.allocateDirect(stream.length + 7).position(5);
        direct.put(stream).flip().position(5);
        assertThat(messages.take(direct.asReadOnlyBuffer(), this::keep)).isTrue();
        assertThat(passed.toByteArray()).isEqualTo(stream);
    }
}
