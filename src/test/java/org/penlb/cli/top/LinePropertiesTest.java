package org.penlb.cli.top;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class LinePropertiesTest {
    @Property(tries = 300)
    void nothing_but_printable_ascii_passes(@ForAll String text, @ForAll @IntRange(max = 100) int width) {
        String line = new Line(width).add(text, Style.BAD).add(text).text();
        assertThat(line).matches("[ -~]*").hasSizeLessThanOrEqualTo(width);
        assertThat(Line.harmless(text)).matches("[ -~]*").hasSameSizeAs(text);
    }
}
