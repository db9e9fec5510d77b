package org.penlb.control;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.penlb.cluster.ClusterView;
import org.penlb.cluster.ClusterViews;
import org.penlb.cluster.PeerView;

class ClusterTextTest {
    private static final PeerView UP = ClusterViews.peer("10.0.0.12:5701", true, 100, 200L);
    private static final PeerView SILENT = ClusterViews.peer("10.0.0.13:5701", false, 7_384_000, null);

    @Test
    void those_who_are_silent_come_first_and_what_all_did_comes_last() {
        assertThat(ClusterText.of(ClusterViews.partly())).isEqualTo("""
                cluster blue, this instance is 10.0.0.11:5701
                state partly: it hears 2 of 3 others
                peer 10.0.0.13:5701 silent for 3 min 20 s, lag 4096, in sync 3 min 22 s ago
                peer 10.0.0.12:5701 up, heard 0.3 s ago, lag 0, in sync 1.4 s ago
                peer 10.0.0.14:5701 up, heard 0.1 s ago, lag 0, in sync never
                assignments told 120, learned 340, ahead 5
                joined 1, map failures 2
                orders 2
                not carried out here: service "mail" is not there
                voted out 10.0.0.1:80 of web: 2 of 2 instances cannot reach it
                messages refused 4, replayed 1, clock-ahead 3
                together, 2 of 4 instances:
                service web open 6 accepted 200 refused 2 queries 0 answers 0 sx 4000 rx 100000 errors 8
                service dns open 0 accepted 0 refused 0 queries 60 answers 58 sx 600 rx 1800 errors 2
                """);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    JOINING | state joining: it serves, and has not joined the others yet
                    ALONE   | state alone: it has joined, and knows no other
                    WHOLE   | state whole: it hears all others
                    PARTLY  | state partly: it hears 1 of 2 others
                    CUT_OFF | state cut-off: it hears 1 of 2 others, less than half of all, and ejects servers for nobody
                    """)
    void the_state_is_a_word_and_what_it_means(ClusterView.State state, String line) {
        assertThat(ClusterText.of(ClusterViews.of(state, UP, SILENT)).lines()).contains(line);
    }

    @Test
    void hours_are_hours() {
        assertThat(ClusterText.of(ClusterViews.of(ClusterView.State.CUT_OFF, SILENT)))
                .contains("\npeer 10.0.0.13:5701 silent for 2 h 3 min, lag 4096, in sync never\n");
    }
}
