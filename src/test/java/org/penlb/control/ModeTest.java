package org.penlb.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.penlb.config.Selection;
import org.penlb.config.Selection.Flag;

/** What is told of the ways to choose a server is told of all of them. */
class ModeTest {
    static Stream<Flag> commands() {
        return Stream.of(Flag.values()).filter(Flag::isCommand);
    }

    private static String words(Stream<Flag> flags) {
        return flags.map(Flag::word).collect(Collectors.joining("|"));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void mode_says_a_flag_that_is_set_and_of_those_that_are_not_only_pens(Flag flag) {
        String pens = Flag.pens().stream()
                .map(other -> (other == flag ? "" : "no ") + other.word())
                .collect(Collectors.joining(" "));
        assertThat(Reports.mode(new Selection(Set.of(flag))))
                .isEqualTo(pens + (Flag.pens().contains(flag) ? "" : " " + flag.word()) + "\n");
    }

    @Test
    void mode_without_any_is_pens_line() {
        assertThat(Reports.mode(Selection.DEFAULT)).isEqualTo("no hash no roundrobin no stubborn no weight no prio\n");
    }

    @Test
    void help_names_every_command_in_one_line() {
        String line = Help.TEXT
                .lines()
                .filter(text -> text.startsWith("[no] " + Flag.pens().getFirst().word()))
                .findFirst()
                .orElseThrow();
        assertThat(line.substring("[no] ".length()).split(" \\| "))
                .containsExactlyInAnyOrder(words(commands()).split("\\|"));
    }
}
