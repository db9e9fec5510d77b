package org.penlb.config.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.penlb.config.AccessToken;
import org.penlb.config.Address;
import org.penlb.config.PenConfig;
import org.penlb.config.Protocol;
import org.penlb.config.ServerConfig;
import org.penlb.config.ServiceConfig;
import org.penlb.config.cluster.ClusterConfig;
import org.penlb.config.cluster.Discovery;
import org.penlb.config.cluster.SharedSecret;

/** What a configuration in JSON means. */
class ShapeTest {
    @Test
    void the_example_of_the_design_reads() {
        PenConfig config = JsonConfig.read(JsonConfig.parse("""
                {
                  "services": [
                    { "name": "web", "listen": "tcp://0.0.0.0:8080",
                      "servers": [ "10.0.0.1:80", { "address": "10.0.0.2:80", "weight": 2, "max": 100, "hard": 120 } ],
                      "selection": "tracking", "emergency": "10.0.0.9:80", "blacklist": "30s", "connectTimeout": "5s" },
                    { "name": "dns", "listen": "udp://0.0.0.0:53", "protocol": "dns", "servers": [ "10.0.0.3:53", "10.0.0.4:53" ] },
                    { "name": "app", "listen": "unix:/run/pen/app.sock", "servers": [ "unix:/run/app/1.sock" ] }
                  ],
                  "control": { "listen": "127.0.0.1:10080" },
                  "web":     { "listen": "127.0.0.1:8880" }
                }
                """, "web.json"), Contexts.USUAL);
        assertThat(config.services())
                .extracting(ServiceConfig::protocol)
                .containsExactly(Protocol.STREAM, Protocol.DNS, Protocol.STREAM);
        assertThat(config.services().getFirst().connectionsMax())
                .as("its part of what the machine affords")
                .isEqualTo(333);
    }

    @Test
    void relative_names_are_of_the_folder() {
        PenConfig config = JsonConfig.read(JsonConfig.parse("""
                {
                  "services": [
                    { "name": "a", "listen": "tcp://127.0.0.1:1", "servers": ["127.0.0.1:2"],
                      "log": "a.log", "statusFile": "/var/www/a.html" },
                    { "name": "b", "listen": "tcp://127.0.0.1:3", "servers": ["127.0.0.1:2"], "log": "[::1]:10514" }
                  ],
                  "control": { "commandFile": "sub/pen.cfg" },
                  "web": { "listen": "8880", "tokenFile": "web.token" },
                  "cluster": { "members": ["10.0.0.11"], "secretFile": "cluster.secret",
                               "tls": { "certificate": "pen.crt", "key": "/etc/ssl/pen.key", "authority": "../ca.crt" } },
                  "geoip": "geo.mmdb"
                }
                """, "web.json"), Contexts.USUAL.in(Path.of("/etc/pen")));
        assertThat(config.services()).extracting(ServiceConfig::log).containsExactly("/etc/pen/a.log", "[::1]:10514");
        assertThat(config.services().getFirst().statusFile()).isEqualTo("/var/www/a.html");
        assertThat(config.control().commandFile()).hasToString("/etc/pen/sub/pen.cfg");
        assertThat(config.geoip()).hasToString("/etc/pen/geo.mmdb");
        assertThat(config.web().token()).isEqualTo(new AccessToken("a-token-from-a-file"));
        ClusterConfig cluster = Objects.requireNonNull(config.cluster());
        assertThat(cluster.secret())
                .isEqualTo(new SharedSecret("a-secret-from-a-file", Path.of("/etc/pen/cluster.secret")));
        assertThat(cluster.keys())
                .isEqualTo(new ClusterConfig.Keys(
                        Path.of("/etc/pen/pen.crt"), Path.of("/etc/ssl/pen.key"), Path.of("/etc/pen/../ca.crt")));
    }

    @Test
    void the_cluster_of_the_design_reads() {
        PenConfig config = JsonConfig.read(JsonConfig.parse("""
                {
                  "services": [ { "name": "a", "listen": "tcp://127.0.0.1:1", "servers": ["127.0.0.1:2"] } ],
                  "cluster": { "name": "pen", "listen": "10.0.0.11:5701", "eventBus": "10.0.0.11:5702",
                               "members": [ "10.0.0.11:5701", "10.0.0.12:5701", "10.0.0.13" ], "secretFile": "cluster.secret",
                               "ejection": "vote", "maxClockAhead": "60s" }
                }
                """, "cluster.json"), Contexts.USUAL);
        assertThat(config.cluster())
                .isEqualTo(new ClusterConfig(
                        "pen",
                        new Address.Inet("10.0.0.11", 5701),
                        new Address.Inet("10.0.0.11", 5702),
                        new Discovery.Members(List.of(
                                new Address.Inet("10.0.0.11", 5701),
                                new Address.Inet("10.0.0.12", 5701),
                                new Address.Inet("10.0.0.13", 5701))),
                        new SharedSecret("a-secret-from-a-file", Path.of("cluster.secret")),
                        ClusterConfig.Ejection.VOTE,
                        Duration.ofSeconds(60),
                        null));
    }

    @Test
    void no_more_connections_than_the_machine_affords_for_so_many_event_loops() {
        ConfigContext machine = new ConfigContext(
                Contexts.USUAL.arguments(),
                (protocol, eventLoops) -> (protocol == Protocol.UDP ? 1000 : 100) * eventLoops,
                1,
                Path.of(""),
                Contexts.USUAL.secrets());
        JsonObject json = JsonConfig.parse("""
                {"services": [{"name": "a", "listen": "udp://127.0.0.1:1", "servers": ["127.0.0.1:2"]},
                              {"name": "b", "listen": "tcp://127.0.0.1:1", "servers": ["127.0.0.1:2"]}], "eventLoops": 3}
                """, "web.json");
        assertThat(JsonConfig.read(json, machine).services())
                .extracting(ServiceConfig::connectionsMax)
                .containsExactly(1500, 150);
    }

    @Test
    void a_table_can_be_full_and_not_more() {
        assertThat(JsonConfig.read(servers(ServerConfig.MOST, "10.0.0.1:80"), Contexts.USUAL)
                        .services()
                        .getFirst()
                        .servers())
                .hasSize(ServerConfig.MOST);
        assertThatThrownBy(() -> JsonConfig.read(servers(ServerConfig.MOST + 1, "10.0.0.1:80"), Contexts.USUAL))
                .isInstanceOf(ConfigErrors.class)
                .hasMessage("services[0].servers: 65537 entries are more than 65536");
    }

    @Test
    void many_mistakes_are_counted() {
        ConfigErrors errors = catchThrowableOfType(
                ConfigErrors.class, () -> JsonConfig.read(servers(5000, "10.0.0.1"), Contexts.USUAL));
        assertThat(errors.problems()).hasSize(101);
        assertThat(errors.problems().get(99).place()).isEqualTo("services[0].servers[99]");
        assertThat(errors.problems().getLast()).isEqualTo(new Problem("", "... and 4900 more"));
    }

    private static JsonObject servers(int count, String address) {
        return new JsonObject()
                .put(
                        "services",
                        new JsonArray()
                                .add(new JsonObject()
                                        .put("name", "web")
                                        .put("listen", "tcp://127.0.0.1:80")
                                        .put("servers", new JsonArray(Collections.nCopies(count, address)))));
    }
}
