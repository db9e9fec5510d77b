package org.penlb.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.penlb.config.RelayKind;
import org.penlb.listen.JsonPen;
import org.penlb.testing.Await;
import org.penlb.testing.Visitor;

/** What counters says of headers of the PROXY protocol, if a service has proxies. */
@Timeout(60)
class ProxyCountersTest {
    @Test
    void they_tell_what_was_refused_for_what() throws IOException {
        JsonObject service = JsonPen.service("web", "tcp://127.0.0.1:0", "127.0.0.1:1");
        try (var pen = JsonPen.start(RelayKind.AUTO, service)) {
            assertThat(Counters.of(pen.service(0))).doesNotContain("proxy");
        }
        service.put("proxyProtocol", new JsonObject().put("accept", new JsonArray().add("127.0.0.1")));
        try (var pen = JsonPen.start(RelayKind.AUTO, service);
                Socket client = Visitor.connect("127.0.0.1", pen.address())) {
            client.getOutputStream().write("G".getBytes(StandardCharsets.US_ASCII));
            Await.until("it is refused", () -> pen.service(0).clients().refused() == 1);
            assertThat(Counters.of(pen.service(0)).lines())
                    .contains("proxy-refused missing 1 version 0 command 0 family 0 length 0 syntax 0 address 0 port 0"
                            + " tlv 0 checksum 0 ended 0 timeout 0");
        }
    }
}
