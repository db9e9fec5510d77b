package org.penlb.config.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.penlb.config.Address;
import org.penlb.config.ConfigException;

/** What can be configured of a cluster, and what of it can hardly be meant. */
class ClusterConfigTest {
    private static final SharedSecret SECRET = new SharedSecret("correct-horse-battery", Path.of("cluster.secret"));

    private static Address.Inet at(String text) {
        int colon = text.lastIndexOf(':');
        return new Address.Inet(text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
    }

    private static Discovery members(String... addresses) {
        return new Discovery.Members(
                Stream.of(addresses).map(ClusterConfigTest::at).toList());
    }

    private static ClusterConfig cluster(
            String listen, @Nullable String eventBus, Discovery discovery, @Nullable SharedSecret secret) {
        return new ClusterConfig(
                "pen",
                at(listen),
                eventBus == null ? null : at(eventBus),
                discovery,
                secret,
                ClusterConfig.Ejection.VOTE,
                ClusterConfig.USUAL_CLOCK_AHEAD,
                null);
    }

    private static List<String> doubts(String listen, @Nullable String eventBus, Discovery discovery) {
        return cluster(listen, eventBus, discovery, SECRET).doubts();
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1:5701", "127.255.0.9:1", "::1:5701", "localhost:5701", "LOCALHOST:5701"})
    void loopback_needs_no_secret(String address) {
        assertThat(cluster(address, null, members(address), null).secret()).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.0.0.11:5701",
                "126.0.0.1:5701",
                "128.0.0.1:5701",
                "::2:5701",
                "2001:db8::1:5701",
                "localhost.example.com:5701",
                "pen-0.pen:5701"
            })
    void anything_else_does(String address) {
        String why = at(address) + " is not a loopback address, and there is no secretFile"
                + " (expected: secretFile, or an address such as 127.0.0.1)";
        Discovery here = members("127.0.0.1:5701");
        assertThatThrownBy(() -> cluster(address, null, here, null))
                .isInstanceOf(ConfigException.class)
                .hasMessage("cluster.listen: " + why);
        assertThatThrownBy(() -> cluster("127.0.0.1:5701", address, here, null)).hasMessage("cluster.eventBus: " + why);
        assertThatThrownBy(() -> cluster("127.0.0.1:5701", null, members("127.0.0.1:5701", address), null))
                .hasMessage("cluster.members: " + why);
        assertThat(cluster(address, null, members(address), SECRET).listen()).isEqualTo(at(address));
    }

    @Test
    void whoever_may_be_anywhere_needs_a_secret() {
        assertThatThrownBy(() -> cluster("127.0.0.1:5701", null, new Discovery.Dns(at("localhost:5701")), null))
                .hasMessage("cluster.dnsName: localhost:5701 may be anywhere, and there is no secretFile"
                        + " (expected: secretFile, or members at loopback addresses)");
        assertThatThrownBy(() -> cluster("127.0.0.1:5701", null, new Discovery.Multicast(), null))
                .hasMessageStartingWith("cluster.multicast: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0:5701", ":::5701", "224.0.0.1:5701", "ff02::1:5701", "255.255.255.255:5701"})
    void an_instance_has_an_address_of_its_own(String address) {
        String why =
                at(address) + " is not the address of one instance (expected: the one at which the others reach it)";
        assertThatThrownBy(() -> cluster(address, null, members("10.0.0.11:5701"), SECRET))
                .hasMessage("cluster.listen: " + why);
        assertThatThrownBy(() -> cluster("10.0.0.11:5701", address, members("10.0.0.11:5701"), SECRET))
                .hasMessage("cluster.eventBus: " + why);
        assertThatThrownBy(() -> members(address)).hasMessage("cluster.members: " + why);
        assertThatThrownBy(() -> new Discovery.Dns(at(address))).hasMessage("cluster.dnsName: " + why);
    }

    @Test
    void an_instance_has_a_port() {
        assertThatThrownBy(() -> cluster("10.0.0.11:0", null, members("10.0.0.11:5701"), SECRET))
                .hasMessage("cluster.listen: 10.0.0.11:0 has no port (expected: such as 10.0.0.11:5701)");
        assertThatThrownBy(() -> members("10.0.0.11:0")).hasMessageStartingWith("cluster.members: ");
    }

    @Test
    void ports_and_members_are_different_ones() {
        assertThatThrownBy(() -> cluster("10.0.0.11:5701", "10.0.0.11:5701", members("10.0.0.12:5701"), SECRET))
                .hasMessage("cluster.eventBus: 10.0.0.11:5701 is that of cluster.listen (expected: a port of its own)");
        assertThatThrownBy(() -> members("10.0.0.11:5701", "10.0.0.11:5702", "10.0.0.11:5701"))
                .hasMessage("cluster.members: 10.0.0.11:5701 is there twice (expected: once)");
        assertThatThrownBy(ClusterConfigTest::members)
                .hasMessage("cluster.members: none is named (expected: at least one)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "two words", ".pen", "p\u00e4n"})
    void a_name_is_a_word(String name) {
        assertThatThrownBy(() -> named(name, Duration.ofSeconds(1)))
                .hasMessageStartingWith("cluster.name: \"" + name + "\" is not a name (expected: ");
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "-1500, -1500"})
    void some_difference_between_clocks_there_is(long millis, String shown) {
        assertThatThrownBy(() -> named("pen", Duration.ofMillis(millis)))
                .hasMessage("cluster.maxClockAhead: " + shown + " ms is not more than 0");
    }

    private static ClusterConfig named(String name, Duration maxClockAhead) {
        return new ClusterConfig(
                name,
                ClusterConfig.USUAL_LISTEN,
                null,
                members("127.0.0.1:5701"),
                null,
                ClusterConfig.Ejection.VOTE,
                maxClockAhead,
                null);
    }

    @Test
    void what_several_machines_can_do_is_not_doubted() {
        assertThat(doubts("10.0.0.11:5701", "10.0.0.11:5702", members("10.0.0.11:5701", "10.0.0.12:5701")))
                .isEmpty();
        assertThat(doubts("10.0.0.11:5701", null, members("10.0.0.12:5701"))).isEmpty();
        assertThat(doubts("pen-0.pen:5701", null, new Discovery.Dns(at("pen:5701"))))
                .isEmpty();
        assertThat(doubts("10.0.0.11:5701", null, new Discovery.Multicast())).isEmpty();
        assertThat(doubts("127.0.0.1:5701", "127.0.0.1:5702", members("127.0.0.1:5701", "localhost:5711")))
                .isEmpty();
    }

    @Test
    void who_names_nobody_else_is_told() {
        assertThat(doubts("10.0.0.11:5701", null, members("10.0.0.11:5701")))
                .containsExactly("cluster.members: 10.0.0.11:5701 is this instance itself, and no other is named");
    }

    @Test
    void who_cannot_be_reached_is_told() {
        String listen = "cluster.listen: 127.0.0.1:5701 is not reached by instances on other machines";
        assertThat(doubts("127.0.0.1:5701", "127.0.0.1:5702", members("127.0.0.1:5701", "10.0.0.12:5701")))
                .containsExactly(listen);
        assertThat(doubts("127.0.0.1:5701", null, new Discovery.Dns(at("pen:5701"))))
                .containsExactly(listen);
        assertThat(doubts("127.0.0.1:5701", null, new Discovery.Multicast())).containsExactly(listen);
        assertThat(doubts("10.0.0.11:5701", "localhost:5702", members("10.0.0.12:5701")))
                .containsExactly("cluster.eventBus: localhost:5702 is not reached by instances on other machines");
    }

    @Test
    void a_secret_shows_itself_nowhere() {
        assertThat(cluster("10.0.0.11:5701", null, members("10.0.0.12:5701"), SECRET))
                .asString()
                .contains("***")
                .doesNotContain("horse");
        assertThatThrownBy(() -> new SharedSecret("hunter2"))
                .isInstanceOf(ConfigException.class)
                .hasMessage("secret: 7 characters are not within 16 to 512");
        assertThatThrownBy(() -> new SharedSecret("correct horse battery"))
                .hasMessage("secret: a character that is not visible ASCII (expected: letters, digits, signs)");
    }
}
