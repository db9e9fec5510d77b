package org.penlb.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is left of root's rights in the threads of a process that has become another user. */
@Timeout(60)
class PrivilegesIT {
    @BeforeEach
    void be_root() throws IOException {
        assumeThat(Privileges.isRoot()).as("only root can change the user").isTrue();
    }

    /** The different lines that it says; an own one on what could not be given up comes first. */
    private static Set<String> probe(String... kept) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                PrivilegesProbe.class.getName()));
        command.addAll(List.of(kept));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        return said.lines().map(line -> line.replace('\t', ' ')).collect(Collectors.toSet());
    }

    private static String[] lines(String held) {
        String nothing = "0000000000000000";
        return new String[] {
            "left: []",
            "CapInh: " + nothing,
            "CapPrm: " + held,
            "CapEff: " + held,
            "CapBnd: " + nothing,
            "CapAmb: " + nothing,
            "NoNewPrivs: 1"
        };
    }

    @Test
    void nothing_is_left() throws IOException, InterruptedException {
        assertThat(probe()).containsExactlyInAnyOrder(lines("0000000000000000"));
    }

    @Test
    void what_is_named_is_kept_and_nothing_else() throws IOException, InterruptedException {
        assertThat(probe("NET_ADMIN", "NET_RAW")).containsExactlyInAnyOrder(lines("0000000000003000"));
    }
}
