package org.penlb.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.penlb.config.Selection;
import org.penlb.config.Selection.Flag;
import org.penlb.config.ServiceBuilder;

/** The API calls every way to choose a server by its word, and explains it. */
@Timeout(120)
class SelectionApiTest {
    private static ServiceBuilder service(Flag flag) {
        ServiceBuilder service = WebStage.service(flag.word(), "127.0.0.1:9:0:0:1", "127.0.0.2:9:0:0:1");
        service.selection = new Selection(Set.of(flag));
        return service;
    }

    @Test
    void a_service_tells_the_word_and_the_rule_by_which_it_chooses() throws Exception {
        try (WebStage pen = WebStage.readOnly(
                Stream.of(Flag.values()).map(SelectionApiTest::service).toArray(ServiceBuilder[]::new))) {
            JsonArray services = pen.http.get("/api/v1/services").array();
            int place = 0;
            for (Flag flag : Flag.values()) {
                JsonObject service = services.getJsonObject(place++);
                assertThat(service.getString("selection")).isEqualTo(flag.word());
                JsonArray lines = pen.http
                        .get("/api/v1/services/" + flag.word() + "/explain?client=10.0.0.1")
                        .json()
                        .getJsonArray("lines");
                assertThat(lines.encode()).contains(flag.picks() ? flag.rule() : "by turns");
            }
        }
    }
}
