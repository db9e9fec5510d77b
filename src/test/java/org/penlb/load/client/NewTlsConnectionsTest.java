package org.penlb.load.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.penlb.load.process.Failure;

class NewTlsConnectionsTest {
    @Test
    void those_of_the_whole_time_are_counted() {
        assertThat(NewTlsConnections.parse("""
                Collecting connection statistics for 2 seconds
                *****

                700 connections in 1.03s; 679.61 connections/user sec, bytes read 100100
                701 connections in 3 real seconds, 143 bytes read per connection
                """)).isEqualTo(701);
    }

    @Test
    void anything_else_is_shown() {
        assertThatThrownBy(() -> NewTlsConnections.parse("ERROR"))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("openssl says: ERROR");
    }
}
