package org.penlb.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.penlb.config.Selection;
import org.penlb.config.Selection.Flag;

/** The command line takes every way to choose a server, by its option or by its command. */
class SelectionOptionsTest {
    private static Selection selection(String... options) {
        String[] arguments =
                Stream.concat(Stream.of(options), Stream.of("8080", "www1")).toArray(String[]::new);
        return PenCommand.parse(arguments).services().getFirst().selection();
    }

    @ParameterizedTest
    @EnumSource
    void it_is_asked_for_by_its_option_or_its_command(Flag flag) {
        var alone = new Selection(Set.of(flag));
        if (flag.option() != null) {
            assertThat(selection(Objects.requireNonNull(flag.option()))).isEqualTo(alone);
        }
        if (flag.isCommand()) {
            assertThat(selection("-O", flag.word())).isEqualTo(alone);
        }
    }

    @Test
    void options_may_stand_in_one_word() {
        String letters = Stream.of(Flag.values())
                .map(Flag::option)
                .filter(Objects::nonNull)
                .map(option -> option.substring(1))
                .reduce("-", String::concat);
        assertThat(selection(letters).flags())
                .isEqualTo(Stream.of(Flag.values())
                        .filter(flag -> flag.option() != null)
                        .collect(Collectors.toSet()));
    }
}
