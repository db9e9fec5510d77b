package org.penlb.cluster.assignments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.StreamCorruptedException;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.penlb.config.IpAddress;

/** Assignments as bytes: what is written reads back, and what was not written is refused. */
class ClientsWriterTest {
    private static final Assignment V4 = new Assignment("web", IpAddress.parse("192.0.2.1"), "10.0.0.1:80", 7);
    private static final Assignment V6 = new Assignment("web", IpAddress.parse("2001:db8::1"), "10.0.0.2:80", 8);

    private static byte[] written(List<Assignment> assignments) {
        var writer = new ClientsWriter();
        assignments.forEach(writer::add);
        assertThat(writer.size()).isEqualTo(assignments.size());
        return writer.finish();
    }

    private static List<Assignment> read(byte[] bytes) throws IOException {
        return ClientsReader.read(new DataInputStream(new ByteArrayInputStream(bytes)));
    }

    @Provide
    static Arbitrary<List<Assignment>> assignments() {
        Arbitrary<String> names = Arbitraries.of("web", "dns", "a.example:80", "[2001:db8::1]:80", "ü€");
        Arbitrary<IpAddress> clients = Arbitraries.oneOf(
                Arbitraries.integers().map(IpAddress::v4),
                Combinators.combine(Arbitraries.longs(), Arbitraries.longs()).as(IpAddress::new));
        return Combinators.combine(names, clients, names, Arbitraries.longs())
                .as(Assignment::new)
                .list()
                .ofMaxSize(40);
    }

    @Property(tries = 300)
    void what_is_written_reads_back(@ForAll("assignments") List<Assignment> assignments) throws IOException {
        assertThat(read(written(assignments))).isEqualTo(assignments);
    }

    @Property(tries = 300)
    void what_is_cut_is_refused(@ForAll("assignments") List<Assignment> assignments, @ForAll int at) {
        byte[] bytes = written(assignments);
        byte[] cut = Arrays.copyOf(bytes, Math.floorMod(at, bytes.length));
        assertThatThrownBy(() -> read(cut)).isInstanceOf(EOFException.class);
    }

    @Property(tries = 1000)
    void garbage_is_read_or_refused_and_nothing_else_happens(
            @ForAll("assignments") List<Assignment> assignments, @ForAll int at, @ForAll byte value) {
        byte[] bytes = written(assignments);
        bytes[Math.floorMod(at, bytes.length)] = value;
        try {
            assertThat(read(bytes).size()).isLessThanOrEqualTo(bytes.length);
        } catch (IOException e) {
            assertThat(e).isNotNull();
        }
    }

    @Example
    void names_are_said_once() {
        int one = written(List.of(V4)).length;
        assertThat(written(List.of(V4, V4)).length - one).isEqualTo(2 + 1 + 4 + 8);
        int two = written(List.of(V4, V6)).length;
        assertThat(written(List.of(V4, V6, V6, V4)).length - two).isEqualTo(2 + 1 + 16 + 8 + (2 + 1 + 4 + 8));
    }

    @Example
    void a_pair_that_was_not_named_is_refused() {
        byte[] bytes = written(List.of(V4));
        bytes[1] = 1;
        assertThatThrownBy(() -> read(bytes))
                .isInstanceOf(StreamCorruptedException.class)
                .hasMessage("pair 1 of 0");
    }

    @Example
    void an_address_of_no_family_is_refused() {
        byte[] bytes = written(List.of(V4));
        bytes[2 + 2 + "web".length() + 2 + "10.0.0.1:80".length()] = 5;
        assertThatThrownBy(() -> read(bytes))
                .isInstanceOf(StreamCorruptedException.class)
                .hasMessage("family 5");
    }
}
