package org.penlb.cli.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a log may have in it. */
class LogTextTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "prohibited character '27': Bearer s3cret-s3cret| prohibited character '27': Bearer ***",
                "bearer  s3cret!#$%| bearer ***",
                "GET /x Authorization: Basic czNjcmV0OnMzY3JldA==| GET /x Authorization: ***",
                "Basic czNjcmV0OnMzY3JldA== came| Basic *** came",
                "proxy-authorization=s3cret s3cret| proxy-authorization=***",
                "Cookie: a=s3cret; b=s3cret| Cookie: ***",
                "Set-Cookie: a=s3cret| Set-Cookie: ***",
                "not an SSL/TLS record: 474554202f20| not an SSL/TLS record",
                "basic health checks of a bearer| basic health checks of a bearer",
                "server 0 is 127.0.0.1:80| server 0 is 127.0.0.1:80"
            })
    void has_no_secrets(String text, String shown) {
        assertThat(LogText.harmless(text, false)).isEqualTo(shown);
    }

    @Test
    void has_nothing_that_a_terminal_obeys_and_no_line_that_looks_like_another_entry() {
        assertThat(LogText.harmless("a\u001b[31mb\rc\u009bd\u202ee\0\tf\n2026-01-01 00:00:00 SEVERE g", false))
                .isEqualTo("a^[[31mb^Mc<U+9B>d<U+202E>e^@\tf\n    2026-01-01 00:00:00 SEVERE g");
    }

    @Test
    void dumps_keep_what_was_asked_for() {
        assertThat(LogText.harmless("Authorization: Bearer s3cret\u001b", true))
                .isEqualTo("Authorization: Bearer s3cret^[");
    }

    /** Whoever logs it, and also where it is in an exception. */
    @Test
    void everything_goes_through_it() {
        PrintStream before = System.err;
        var said = new ByteArrayOutputStream();
        try {
            System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
            Logging.start(2);
            var failure = new IllegalStateException(
                    "Bearer s3cret\u001b", new IllegalArgumentException("Cookie: s3cret\u001b"));
            Logger.getLogger("io.netty.any").log(java.util.logging.Level.WARNING, "Bearer s3cret\u001b", failure);
        } finally {
            System.setErr(before);
            Logging.start(0);
        }
        assertThat(said.toString(StandardCharsets.UTF_8))
                .contains("Bearer ***", "Cookie: ***")
                .doesNotContain("s3cret")
                .doesNotContain("\u001b");
    }
}
