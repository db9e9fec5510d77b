package org.penlb.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.penlb.config.ConfigException;

class CertificateTroubleTest {
    private static final ConfigException LOST = new ConfigException("a.key: no such file");

    /** A twentieth of a disk's time at most goes into files that cannot be used. */
    @ParameterizedTest
    @ValueSource(longs = {0, Long.MAX_VALUE - 5})
    void what_took_a_second_in_vain_is_tried_again_after_twenty(long began) {
        long failed = began + TimeUnit.SECONDS.toNanos(1);
        var trouble = CertificateTrouble.of(LOST, began, failed);
        assertThat(CertificateTrouble.rests(trouble, failed)).isTrue();
        assertThat(CertificateTrouble.rests(trouble, failed + TimeUnit.SECONDS.toNanos(20) - 1))
                .isTrue();
        assertThat(CertificateTrouble.rests(trouble, failed + TimeUnit.SECONDS.toNanos(20)))
                .isFalse();
        assertThat(CertificateTrouble.rests(null, failed)).isFalse();
    }

    @Test
    void the_same_problem_is_told_once() {
        var first = CertificateTrouble.of(LOST, 0, 1);
        assertThat(first.isNewTo(null)).isTrue();
        assertThat(CertificateTrouble.of(LOST, 5, 7).isNewTo(first)).isFalse();
        assertThat(CertificateTrouble.of(new ConfigException("b.key: no such file"), 5, 7)
                        .isNewTo(first))
                .isTrue();
    }
}
