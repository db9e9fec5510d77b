package org.penlb.cli.penctl;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.jline.reader.History;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.terminal.impl.DumbTerminal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrivateHistoryTest {
    private static final String ONLY_USER = "rw-------";

    @TempDir
    Path folder;

    private static History attached(Path file, int lines) throws IOException {
        var reader = LineReaderBuilder.builder()
                .terminal(new DumbTerminal(new ByteArrayInputStream(new byte[0]), OutputStream.nullOutputStream()))
                .history(new PrivateHistory(file))
                .variable(LineReader.HISTORY_FILE, file)
                .variable(LineReader.HISTORY_FILE_SIZE, lines)
                .option(LineReader.Option.HISTORY_TIMESTAMPED, false)
                .build();
        reader.getHistory().attach(reader); // as its first line does
        return reader.getHistory();
    }

    private static String permissions(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    @Test
    void lies_in_the_users_state_folder() {
        assertThat(PrivateHistory.file(Map.of("XDG_STATE_HOME", "/state", "HOME", "/home/u")))
                .hasToString("/state/penctl_history");
        assertThat(PrivateHistory.file(Map.of("HOME", "/home/u"))).hasToString("/home/u/.local/state/penctl_history");
        assertThat(PrivateHistory.file(Map.of("XDG_STATE_HOME", "relative", "HOME", "/home/u")))
                .hasToString("/home/u/.local/state/penctl_history");
        assertThat(PrivateHistory.file(Map.of())).isNull();
    }

    @Test
    void takes_the_right_to_read_it_from_others() throws IOException {
        Path file = Files.writeString(folder.resolve("history"), "mode\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        History history = attached(file, 10);
        history.add("pid");
        assertThat(file).hasContent("mode\npid\n");
        assertThat(permissions(file)).isEqualTo(ONLY_USER);
    }

    @Test
    void does_not_grow_without_bounds() throws IOException {
        Path file = folder.resolve("history");
        History history = attached(file, 10);
        for (int i = 0; i < 100; i++) {
            history.add("recent " + i);
            assertThat(Files.readAllLines(file)).hasSizeLessThan(14);
        }
        assertThat(Files.readAllLines(file)).endsWith("recent 98", "recent 99");
        assertThat(permissions(file)).isEqualTo(ONLY_USER);
    }

    @Test
    void a_file_that_is_not_text_is_no_obstacle() throws IOException {
        Path file = Files.write(folder.resolve("history"), new byte[] {(byte) 0xff, (byte) 0xfe, '\n'});
        History history = attached(file, 10);
        history.add("pid");
        assertThat(history.get(history.last())).isEqualTo("pid");
    }
}
