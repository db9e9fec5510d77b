package org.penlb.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.penlb.cli.command.PenHere;

/**
 * With the same options, servers and clients ours chooses the servers that Debian's pen chose. That it would choose them
 * still shows {@link OracleIT}.
 */
@Timeout(60)
class ChoicesTest {
    private static Map<String, Choices.Outcome> recorded = Map.of();

    @BeforeAll
    static void readWhatPenChose() throws IOException {
        recorded = Choices.recorded();
    }

    static Stream<Choices.Scene> scenes() {
        return Choices.scenes();
    }

    @Test
    void every_scene_is_recorded_once() {
        assertThat(Choices.scenes().map(Choices.Scene::what)).containsExactlyElementsOf(recorded.keySet());
    }

    @ParameterizedTest
    @MethodSource("scenes")
    void chooses_as_pen_did(Choices.Scene scene) throws IOException {
        List<String> chosen;
        try (var servers = new Choices.Servers();
                PenHere pen = PenHere.controlled(options(scene, servers), servers.of(scene, false));
                var play = new Play(pen.address(), servers.all(), pen::say)) {
            chosen = play.perform(scene.script());
        }
        assertThat(new Choices.Outcome(scene.script(), chosen)).isEqualTo(recorded.get(scene.what()));
    }

    private static List<String> options(Choices.Scene scene, Choices.Servers servers) {
        var options = new ArrayList<>(List.of("--event-loops", "1"));
        options.addAll(servers.addresses(scene.options()));
        scene.later().forEach(command -> options.addAll(List.of("-O", command)));
        return options;
    }
}
