package org.penlb.cluster.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class MessageTypeTest {
    /** One that is added gets a number of its own; no number is given again. */
    @Test
    void numbers_stay_what_they_are() {
        String numbers = Arrays.stream(MessageType.values())
                .map(type -> type.number() + " " + type)
                .collect(Collectors.joining(", "));
        assertThat(numbers)
                .isEqualTo("1 BEAT, 2 LEAVING, 3 ASSIGNMENTS, 4 TAKEN, 5 ASK_CHANGES, 6 ASK_ALL, 7 ASK_LEAVES, "
                        + "8 CLIENTS, 9 SUMS, 10 DIFFERENCES, 11 ORDERS, 12 VOTES");
    }

    @Test
    void a_number_is_that_of_one_type_or_of_none() {
        for (MessageType type : MessageType.values()) {
            assertThat(MessageType.of(type.number())).isEqualTo(type);
        }
        assertThat(MessageType.of(0)).isNull();
        assertThat(MessageType.of(13)).isNull();
        assertThat(MessageType.of(-1)).isNull();
    }
}
