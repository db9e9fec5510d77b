package org.penlb.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What the load tests say to a command line that cannot be meant; nothing is started or measured for it. */
class MainTest {
    @TempDir
    Path folder;

    @Test
    void numbers_have_their_ranges() {
        assertRefused("--rounds: 0 (expected: 1 or more)", "--rounds", "0");
        assertRefused("--seconds: 0 (expected: 1 or more)", "--seconds", "0");
        assertRefused("--loops: 0 (expected: 1 or more)", "--loops", "1,0");
    }

    @Test
    void workloads_are_named_by_a_pattern_that_is_one_and_fits() {
        assertRefused("--only: ( is no regular expression: unclosed group", "--only", "(");
        assertRefused("--only: no workload matches nothing (expected: one of http-keepalive,", "--only", "nothing");
    }

    @Test
    void balancers_are_known_by_name() {
        assertRefused("--balancers: f5 (expected: ours,", "--balancers", "ours,f5");
    }

    @Test
    void an_earlier_state_is_where_one_is() {
        assertRefused("--before: there is no bin/pen in " + folder + " (expected: a checkout", "--before", folder + "");
    }

    private static void assertRefused(String message, String... arguments) {
        var said = new StringWriter();
        int status = Main.commandLine().setErr(new PrintWriter(said)).execute(arguments);
        assertThat(said.toString())
                .startsWith("load-tests/run: " + message)
                .endsWith("Try 'load-tests/run --help' for the options." + System.lineSeparator());
        assertThat(status).isEqualTo(CommandLine.ExitCode.USAGE);
    }
}
