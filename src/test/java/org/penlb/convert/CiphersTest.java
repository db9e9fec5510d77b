package org.penlb.convert;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Cipher suites of others: what is taken, and what is said of the rest. */
class CiphersTest {
    @Test
    void what_exists_is_as_it_was() {
        Ciphers read = Ciphers.read("ECDHE+AESGCM:!aNULL:@STRENGTH");
        assertThat(Objects.requireNonNull(read.carried()).text()).isEqualTo("ECDHE+AESGCM:!aNULL:@STRENGTH");
        assertThat(read.different()).isNull();
    }

    @Test
    void what_does_not_exist_is_left_out() {
        Ciphers read =
                Ciphers.read("TLS_AES_128_GCM_SHA256:ECDHE-RSA-AES128-GCM-SHA256:DHE-RSA-AES128-GCM-SHA256:!MD5");
        assertThat(Objects.requireNonNull(read.carried()).text()).isEqualTo("ECDHE-RSA-AES128-GCM-SHA256:!MD5");
        assertThat(read.different())
                .startsWith("without TLS_AES_128_GCM_SHA256:DHE-RSA-AES128-GCM-SHA256: suites that do not exist here");
    }

    @Test
    void nothing_is_taken_where_nothing_is_left() {
        Ciphers read = Ciphers.read("PSK-AES128-CBC-SHA:!ALL");
        assertThat(read.carried()).isNull();
        assertThat(read.different()).startsWith("the usual suites are used instead: ");
    }
}
