package org.penlb.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.penlb.system.Privileges;
import org.penlb.testing.PenProcess;

/** A machine whose resolv.conf names no servers: this machine is asked, as by every other program, and nobody else's. */
@Timeout(120)
class NoNameServersIT {
    private static final String MOUNT = "mount --bind \"$0\" /etc/resolv.conf && exec \"$@\"";

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"", "search example.com\noptions ndots:2\n"})
    void nobody_elses_servers_are_asked(String resolvConf) throws IOException {
        assumeThat(Privileges.isRoot()).as("needs root, for a mount of its own").isTrue();
        Path file = Files.writeString(folder.resolve("resolv.conf"), resolvConf);
        Path config = Files.writeString(folder.resolve("pen.json"), """
                {"services": [{"name": "web", "listen": "tcp://127.0.0.1:0", "servers": ["nowhere.example:80"]}]}
                """);
        for (List<String> arguments : List.of(
                List.of("-f", "-dd", "-u", PenProcess.SELF, "127.0.0.1:0", "nowhere.example:80"),
                List.of("-conf", config.toString()))) {
            List<String> command = new ArrayList<>(
                    List.of("unshare", "-mn", "--propagation", "private", "sh", "-c", MOUNT, file.toString()));
            command.addAll(PenProcess.command(List.of(), arguments));
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            try (Stream<String> lines =
                    process.inputReader(StandardCharsets.UTF_8).lines()) {
                assertThat(String.join("\n", lines.toList()))
                        .contains("\"nowhere.example\" does not resolve to an address")
                        .doesNotContain("DNS servers")
                        .doesNotContain("8.8.8.8")
                        .doesNotContain("2001:4860");
            } finally {
                process.destroyForcibly();
            }
        }
    }
}
