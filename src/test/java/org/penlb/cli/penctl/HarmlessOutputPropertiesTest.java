package org.penlb.cli.penctl;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class HarmlessOutputPropertiesTest {
    @Property
    void nothing_that_a_terminal_obeys_comes_through_however_it_is_cut(
            @ForAll byte[] sent, @ForAll @IntRange(min = 0, max = 100) int cut) throws IOException {
        var atOnce = new ByteArrayOutputStream();
        new HarmlessOutput(atOnce).write(sent);
        int first = Math.min(cut, sent.length);
        var inTwo = new ByteArrayOutputStream();
        var pieces = new HarmlessOutput(inTwo);
        pieces.write(sent, 0, first);
        pieces.write(sent, first, sent.length - first);

        assertThat(inTwo.toByteArray()).isEqualTo(atOnce.toByteArray());
        assertThat(atOnce.toString(StandardCharsets.UTF_8).chars())
                .allMatch(c -> c == '\n' || c == '\t' || !Character.isISOControl(c));
    }
}
