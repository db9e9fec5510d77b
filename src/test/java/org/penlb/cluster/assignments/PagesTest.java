package org.penlb.cluster.assignments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.penlb.config.IpAddress;

/** Questions and pages as bytes. */
class PagesTest {
    private static final Pages.Changes CHANGES = new Pages.Changes(7, "web", 100, Long.MAX_VALUE, 5_000);

    /** Reads something. */
    private interface Reading<T> {
        T from(DataInputStream in) throws IOException;
    }

    private static <T> T read(Reading<T> reading, byte[] bytes) throws IOException {
        return reading.from(new DataInputStream(new ByteArrayInputStream(bytes)));
    }

    private static void assertRefusedIfCut(Reading<?> reading, byte[] bytes) {
        for (int length = 0; length < bytes.length; length += 1 + length / 16) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> read(reading, cut)).isInstanceOf(EOFException.class);
        }
    }

    @Test
    void a_question_for_changes_reads_back() throws IOException {
        assertThat(read(Pages.Changes::read, CHANGES.write())).isEqualTo(CHANGES);
        assertRefusedIfCut(Pages.Changes::read, CHANGES.write());
    }

    @Test
    void a_question_for_leaves_reads_back() throws IOException {
        var leaves = new BitSet();
        for (BitSet some : List.of(new BitSet(), leaves)) {
            var asked = new Pages.Leaves(CHANGES, some);
            assertThat(read(Pages.Leaves::read, asked.write())).isEqualTo(asked);
            leaves.set(0);
            leaves.set(4_711);
            leaves.set(Sums.LEAVES - 1);
        }
        assertRefusedIfCut(Pages.Leaves::read, new Pages.Leaves(CHANGES, leaves).write());
    }

    @Test
    void a_question_for_all_reads_back() throws IOException {
        for (boolean first : new boolean[] {true, false}) {
            var asked = new Pages.All(7, "web", first);
            assertThat(read(Pages.All::read, asked.write())).isEqualTo(asked);
        }
        assertRefusedIfCut(Pages.All::read, new Pages.All(7, "web", true).write());
    }

    @Test
    void a_page_reads_back() throws IOException {
        var client = new Assignment("web", IpAddress.parse("192.0.2.1"), "10.0.0.1:80", 7);
        var writer = new ClientsWriter();
        writer.add(client);
        byte[] page = Pages.Page.write(7, 42, writer);
        assertThat(read(Pages.Page::read, page)).isEqualTo(new Pages.Page(7, 42, List.of(client)));
        assertRefusedIfCut(Pages.Page::read, page);
    }
}
