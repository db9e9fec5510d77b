package org.penlb.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.penlb.config.Address;
import org.penlb.config.ConfigException;
import org.penlb.config.ServerArguments;
import org.penlb.config.command.Command;
import org.penlb.config.command.CommandParser;
import org.penlb.config.command.FlagSetting;
import org.penlb.config.command.NumberSetting;
import org.penlb.config.command.Topic;

/** The parser has the commands; what help tells of them is held to it. */
class HelpTest {
    private static final Pattern WORD = Pattern.compile("\\b[a-z][a-z_]+\\b");
    private static final Pattern COMMAND = Pattern.compile("(?<=^|, |\\[no\\] |no |\\| )[a-z][a-z_]+");

    private final CommandParser parser =
            new CommandParser(new ServerArguments(_ -> -1), new Address.Inet("127.0.0.1", 80), false);

    /** The left column: what can be typed. */
    private static Stream<String> typed() {
        return Help.TEXT.lines().map(line -> line.split(" {2,}", 2)[0]);
    }

    @Test
    void every_command_that_is_a_word_is_told() {
        Set<String> told = typed().flatMap(line -> WORD.matcher(line).results().map(MatchResult::group))
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> all = Stream.of(FlagSetting.values(), NumberSetting.values(), Topic.values())
                .flatMap(Stream::of)
                .map(Object::toString)
                .collect(Collectors.toCollection(TreeSet::new));
        all.remove("help");
        assertThat(told).containsAll(all);
    }

    @Test
    void every_line_begins_with_a_command() {
        assertThat(typed()).hasSizeGreaterThan(20).allSatisfy(line -> {
            String word =
                    COMMAND.matcher(line).results().findFirst().orElseThrow().group();
            assertThat(isKnown(word)).as(word).isTrue();
        });
    }

    private boolean isKnown(String word) {
        if (word.equals("service")) {
            return true; // it comes before a command, and goes no further than the control port
        }
        try {
            return !(parser.parse(word) instanceof Command.Unknown);
        } catch (ConfigException _) {
            return true; // more is expected behind it
        }
    }
}
