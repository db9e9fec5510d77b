package org.penlb.config.json;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.penlb.config.PenConfig;
import org.penlb.config.Protocol;
import org.penlb.config.ServiceConfig;

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
        assertThat(config.services().getFirst().connectionsMax()).isEqualTo(1000);
    }
}
