package org.penlb.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InheritedDescriptorTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "/dev/stdin, 0",
        "/dev/stdout, 1",
        "/dev/stderr, 2",
        "/dev/fd/7, 7",
        "/proc/self/fd/1, 1",
        "/proc/thread-self/fd/12, 12"
    })
    void names_are_known(String name, int number) {
        assertThat(InheritedDescriptor.named(Path.of(name))).hasValue(number);
    }

    @Test
    void so_is_that_of_this_process() {
        long pid = ProcessHandle.current().pid();
        assertThat(InheritedDescriptor.named(Path.of("/proc/" + pid + "/fd/2"))).hasValue(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/dev/null", "/dev/stdout.log", "/dev/fd/x", "/proc/1/fd/1x", "stdout", "/dev/fd"})
    void others_are_files(String name) {
        assertThat(InheritedDescriptor.named(Path.of(name))).isEqualTo(OptionalInt.empty());
    }

    /** As images of containers have it for programs that know files alone. */
    @Test
    void links_are_followed() throws IOException {
        Path log = Files.createSymbolicLink(folder.resolve("pen.log"), Path.of("/dev/stdout"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("pen.log"));
        assertThat(InheritedDescriptor.named(log)).hasValue(1);
        assertThat(InheritedDescriptor.named(link)).hasValue(1);
        Path round = Files.createSymbolicLink(folder.resolve("round"), Path.of("round"));
        assertThat(InheritedDescriptor.named(round)).isEmpty();
    }

    @Test
    void one_that_is_not_there_cannot_be_opened() {
        assertThatThrownBy(() -> InheritedDescriptor.open(999_999)).hasMessage("Bad file descriptor");
    }
}
