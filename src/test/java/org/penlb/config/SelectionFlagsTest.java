package org.penlb.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.penlb.config.Selection.Flag;

/** What stands with each flag is whole, and what follows from several is what pen makes of them. */
class SelectionFlagsTest {
    private static final Flag[] ALL = Flag.values();

    /** All sets of flags that there are. */
    static Stream<Set<Flag>> sets() {
        return IntStream.range(0, 1 << ALL.length).mapToObj(bits -> {
            var flags = EnumSet.noneOf(Flag.class);
            IntStream.range(0, ALL.length).filter(i -> (bits & 1 << i) != 0).forEach(i -> flags.add(ALL[i]));
            return flags;
        });
    }

    @ParameterizedTest
    @EnumSource
    void a_flag_has_a_word_a_meaning_and_a_rule_if_it_picks(Flag flag) {
        assertThat(flag.word()).matches("[a-z]+").isNotEqualTo(Selection.TRACKING);
        assertThat(flag.meaning()).isNotBlank().doesNotEndWith(".");
        assertThat(flag.rule().isEmpty()).isEqualTo(!flag.picks());
        assertThat(flag.isCommand() || flag.option() != null)
                .as("a command line can ask for it")
                .isTrue();
    }

    @Test
    void nothing_stands_for_two() {
        assertThat(ALL).extracting(Flag::word).doesNotHaveDuplicates();
        assertThat(Stream.of(ALL).map(Flag::option).filter(Objects::nonNull)).doesNotHaveDuplicates();
        List<Flag> picking = Stream.of(ALL).filter(Flag::picks).toList();
        for (Flag one : picking) {
            for (Flag other : picking) {
                assertThat(new Selection(Set.of(one)).with(other, true).picker())
                        .isEqualTo(new Selection(Set.of(other)).with(one, true).picker());
            }
        }
    }

    @Test
    void every_command_is_pens_or_ours() {
        assertThat(Flag.pens())
                .containsExactly(Flag.HASH, Flag.ROUNDROBIN, Flag.STUBBORN, Flag.WEIGHT, Flag.PRIO)
                .doesNotContainAnyElementsOf(Flag.ours());
        assertThat(Stream.concat(Flag.pens().stream(), Flag.ours().stream()))
                .containsExactlyInAnyOrderElementsOf(
                        Stream.of(ALL).filter(Flag::isCommand).toList());
    }

    @ParameterizedTest
    @MethodSource("sets")
    void pens_flags_go_before_each_other_as_with_pen(Set<Flag> flags) {
        var selection = new Selection(flags);
        assertThat(selection.picker()).isEqualTo(picker(flags));
        boolean least = selection.picker() == Flag.LEAST && flags.contains(Flag.LEAST);
        boolean untracked = flags.contains(Flag.ROUNDROBIN) || flags.contains(Flag.UNTRACKED);
        assertThat(selection.tracked()).isEqualTo(!untracked && !flags.contains(Flag.FIRST) && !least);
        assertThat(selection.spreadsDatagrams())
                .isEqualTo(flags.contains(Flag.ROUNDROBIN) && !flags.contains(Flag.FIRST));
        assertThat(selection.isByWeight())
                .isEqualTo(flags.contains(Flag.WEIGHT) && !flags.contains(Flag.FIRST) && !flags.contains(Flag.PRIO));
        assertThat(selection).isEqualTo(new Selection(Set.copyOf(flags))).hasSameHashCodeAs(new Selection(flags));
        assertThat(selection.flags()).isEqualTo(flags);
    }

    private static Flag picker(Set<Flag> flags) {
        if (flags.contains(Flag.FIRST)) {
            return Flag.FIRST;
        }
        if (flags.contains(Flag.PRIO)) {
            return Flag.PRIO;
        }
        if (flags.contains(Flag.WEIGHT)) {
            return Flag.WEIGHT;
        }
        if (flags.contains(Flag.HASH)) {
            return Flag.HASH;
        }
        if (flags.contains(Flag.UNTRACKED)) {
            return Flag.UNTRACKED;
        }
        return flags.contains(Flag.LEAST) && !flags.contains(Flag.ROUNDROBIN) ? Flag.LEAST : Flag.ROUNDROBIN;
    }
}
