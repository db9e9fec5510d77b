package org.penlb.config.reload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.penlb.config.Address;
import org.penlb.config.ConfigException;
import org.penlb.config.PenBuilder;
import org.penlb.config.PenConfig;
import org.penlb.config.ServerArguments;
import org.penlb.config.ServerConfig;
import org.penlb.config.ServiceBuilder;
import org.penlb.config.cluster.ClusterConfig;
import org.penlb.config.cluster.ClusterConfig.Ejection;
import org.penlb.config.cluster.ClusterConfig.Keys;
import org.penlb.config.cluster.Discovery;
import org.penlb.config.cluster.SharedSecret;

/** What a reload says of a cluster that is not the same any more. */
class ClusterMergeTest {
    private static final Address.Inet FIRST = new Address.Inet("10.0.0.11", 5701);
    private static final Address.Inet SECOND = new Address.Inet("10.0.0.12", 5701);
    private static final Address.Inet BUS = new Address.Inet("10.0.0.11", 5702);
    private static final Discovery BOTH = new Discovery.Members(List.of(FIRST, SECOND));
    private static final SharedSecret SECRET = secret("correct-horse-battery", "cluster.secret");
    private static final Keys KEYS = keys("pen.crt", "pen.key", "ca.crt");
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final ClusterConfig RUNS =
            new ClusterConfig("pen", FIRST, BUS, BOTH, SECRET, Ejection.VOTE, MINUTE, KEYS);

    private static SharedSecret secret(String value, String file) {
        return new SharedSecret(value, Path.of(file));
    }

    private static Keys keys(String certificate, String key, String authority) {
        return new Keys(Path.of(certificate), Path.of(key), Path.of(authority));
    }

    private static PenConfig pen(@Nullable ClusterConfig cluster) {
        var service = new ServiceBuilder("web", new Address.Inet("127.0.0.1", 8080), 100);
        service.servers().add(new ServerConfig(new Address.Inet("10.0.0.1", 80)));
        var pen = new PenBuilder(service, new ServerArguments(_ -> -1));
        pen.cluster = cluster;
        return pen.build();
    }

    private static void refused(@Nullable ClusterConfig runs, @Nullable ClusterConfig wanted, String message) {
        ConfigException refusal =
                catchThrowableOfType(ConfigException.class, () -> Merge.of(pen(runs), pen(wanted), pen(runs)));
        assertThat(refusal).hasMessage(message);
    }

    private static void refused(ClusterConfig wanted, String message) {
        refused(RUNS, wanted, message);
    }

    @Test
    void the_same_goes_on() {
        assertThat(Merge.of(pen(RUNS), pen(RUNS), pen(RUNS)).config().cluster()).isEqualTo(RUNS);
        assertThatCode(() -> Merge.of(pen(null), pen(null), pen(null))).doesNotThrowAnyException();
    }

    @Test
    void none_does_not_become_one() {
        refused(
                null,
                RUNS,
                "cluster: instance 10.0.0.11:5701 of \"pen\" takes a restart (expected while Pen runs: none)");
        refused(
                RUNS,
                null,
                "cluster: not there takes a restart (expected while Pen runs: instance 10.0.0.11:5701 of \"pen\")");
    }

    @Test
    void names_and_addresses_stay() {
        refused(
                new ClusterConfig("blue", FIRST, BUS, BOTH, SECRET, Ejection.VOTE, MINUTE, KEYS),
                "cluster.name: blue takes a restart (expected while Pen runs: pen)");
        refused(
                new ClusterConfig("pen", SECOND, BUS, BOTH, SECRET, Ejection.VOTE, MINUTE, KEYS),
                "cluster.listen: 10.0.0.12:5701 takes a restart (expected while Pen runs: 10.0.0.11:5701)");
        refused(
                new ClusterConfig("pen", FIRST, null, BOTH, SECRET, Ejection.VOTE, MINUTE, KEYS),
                "cluster.eventBus: not there takes a restart (expected while Pen runs: 10.0.0.11:5702)");
    }

    @Test
    void where_others_are_found_is_for_the_next_start() {
        for (Discovery elsewhere : List.of(
                new Discovery.Members(List.of(FIRST)),
                new Discovery.Dns(new Address.Inet("pen", 5701)),
                new Discovery.Multicast())) {
            assertThat(Merge.of(pen(RUNS), pen(found(elsewhere)), pen(RUNS))
                            .config()
                            .cluster())
                    .isEqualTo(found(elsewhere));
        }
    }

    private static ClusterConfig found(Discovery discovery) {
        return new ClusterConfig("pen", FIRST, BUS, discovery, SECRET, Ejection.VOTE, MINUTE, KEYS);
    }

    @Test
    void that_a_secret_changed_is_told_and_nothing_else_of_it() {
        refused(
                secret(secret("another-horse-battery", "cluster.secret")),
                "cluster.secretFile: another secret takes a restart"
                        + " (expected while Pen runs: the one that was there at the start)");
        refused(
                secret(secret("another-horse-battery", "other.secret")),
                "cluster.secretFile: other.secret takes a restart (expected while Pen runs: cluster.secret)");
    }

    private static ClusterConfig secret(SharedSecret secret) {
        return new ClusterConfig("pen", FIRST, BUS, BOTH, secret, Ejection.VOTE, MINUTE, KEYS);
    }

    @Test
    void so_do_votes_and_clocks() {
        refused(
                new ClusterConfig("pen", FIRST, BUS, BOTH, SECRET, Ejection.LOCAL, MINUTE, KEYS),
                "cluster.ejection: local takes a restart (expected while Pen runs: vote)");
        refused(
                new ClusterConfig("pen", FIRST, BUS, BOTH, SECRET, Ejection.VOTE, Duration.ofMillis(1500), KEYS),
                "cluster.maxClockAhead: 1500ms takes a restart (expected while Pen runs: 60s)");
    }

    @Test
    void so_do_keys() {
        refused(keys(null), "cluster.tls: not there takes a restart (expected while Pen runs: there)");
        refused(keys(null), RUNS, "cluster.tls: there takes a restart (expected while Pen runs: none)");
        refused(
                keys(keys("new.crt", "new.key", "ca.crt")),
                "cluster.tls.certificate: new.crt takes a restart (expected while Pen runs: pen.crt)");
        refused(
                keys(keys("pen.crt", "new.key", "ca.crt")),
                "cluster.tls.key: new.key takes a restart (expected while Pen runs: pen.key)");
        refused(
                keys(keys("pen.crt", "pen.key", "new.crt")),
                "cluster.tls.authority: new.crt takes a restart (expected while Pen runs: ca.crt)");
    }

    private static ClusterConfig keys(@Nullable Keys keys) {
        return new ClusterConfig("pen", FIRST, BUS, BOTH, SECRET, Ejection.VOTE, MINUTE, keys);
    }
}
