package org.penlb.config.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.penlb.config.PenBuilder;
import org.penlb.config.Selection;
import org.penlb.config.Selection.Flag;
import org.penlb.config.ServerArguments;
import org.penlb.config.ServiceBuilder;

/** Every way to choose a server that is a command is read, carried out and written. */
class SelectionCommandsTest {
    private final ServerArguments arguments = new ServerArguments(_ -> -1);
    private final ServiceBuilder service = new ServiceBuilder("web", arguments.listener("127.0.0.1:80"), 100);
    private final PenBuilder pen = new PenBuilder(service, arguments);

    static Stream<Flag> commands() {
        return Stream.of(Flag.values()).filter(Flag::isCommand);
    }

    private void carryOut(String line) {
        var parser = new CommandParser(arguments, service.listen(), false);
        Changes.apply(Objects.requireNonNull(parser.parseChange(line)), pen);
    }

    private List<String> written() {
        return CommandWriter.write(pen, 100).lines().toList();
    }

    @ParameterizedTest
    @MethodSource("commands")
    void a_word_turns_it_on_and_no_turns_it_off(Flag flag) {
        carryOut(flag.word());
        assertThat(service.selection).isEqualTo(new Selection(Set.of(flag)));
        assertThat(written()).contains(flag.word()).doesNotContain("no " + flag.word());
        carryOut("no " + flag.word());
        assertThat(service.selection).isEqualTo(Selection.DEFAULT);
        assertThat(written()).contains("no " + flag.word()).doesNotContain(flag.word());
    }
}
