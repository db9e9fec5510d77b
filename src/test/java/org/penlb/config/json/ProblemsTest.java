package org.penlb.config.json;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What is told of a place about which there is more than one thing to say. */
class ProblemsTest {
    private static final ConfigPlace PLACE = ConfigPlace.ROOT.at("web");

    private final Problems problems = new Problems();

    @Test
    void what_passes_does_not_make_pass_what_was_said_before() {
        problems.add(PLACE, "lasts");
        problems.addPassing(PLACE, "passes");
        assertThat(problems.mayPass()).isFalse();
    }

    @Test
    void what_passes_counts_where_it_is_what_is_said() {
        problems.addPassing(PLACE, "passes");
        problems.add(PLACE, "lasts");
        assertThat(problems.mayPass()).isTrue();
    }

    @Test
    void what_is_known_better_counts_in_place_of_what_was_said_vaguely() {
        problems.addVaguely(PLACE, "lasts");
        problems.addPassing(PLACE, "passes");
        assertThat(problems.mayPass()).isTrue();
    }
}
