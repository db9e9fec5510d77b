package org.penlb.cluster.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.penlb.config.Address;

class LookedUpMembersTest {
    @Test
    void addresses_stay_and_names_become_addresses() {
        var members = new LookedUpMembers(List.of(
                new Address.Inet("10.0.0.11", 5701),
                new Address.Inet("::1", 5702),
                new Address.Inet("localhost", 5703)));
        assertThat(members.getMembers()).contains("10.0.0.11:5701", "[0:0:0:0:0:0:0:1]:5702");
        assertThat(members.getMembers()).anyMatch(each -> each.equals("127.0.0.1:5703") || each.endsWith("1]:5703"));
        assertThat(members.getMembers()).noneMatch(each -> each.contains("localhost"));
    }

    @Test
    void a_name_that_nobody_knows_is_nobody() {
        var members = new LookedUpMembers(
                List.of(new Address.Inet("nobody.invalid", 5701), new Address.Inet("10.0.0.12", 5701)));
        assertThat(members.getMembers()).containsExactly("10.0.0.12:5701");
    }
}
