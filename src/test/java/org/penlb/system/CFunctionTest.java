package org.penlb.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.Arena;
import org.junit.jupiter.api.Test;

class CFunctionTest {
    @Test
    void what_the_system_refuses_comes_with_its_reason() {
        CFunction chdir = new CFunction("chdir");
        try (Arena arena = Arena.ofConfined()) {
            assertThatThrownBy(() -> chdir.call(arena.allocateFrom("/no/such/folder")))
                    .isInstanceOfSatisfying(
                            CFunction.Failure.class, e -> assertThat(e.errno).isEqualTo(2))
                    .hasMessage("No such file or directory");
        }
    }

    @Test
    void a_function_that_is_not_there_is_named() {
        assertThatThrownBy(() -> new CFunction("no_such_function").call())
                .isInstanceOf(IOException.class)
                .hasMessage("this system's C library has no function no_such_function");
    }

    @Test
    void results_come_back() throws IOException {
        assertThat(new CFunction("getpid").call())
                .isEqualTo((int) ProcessHandle.current().pid());
    }
}
