package org.penlb.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.penlb.balance.LatencyMarks;
import org.penlb.balance.Server;

/** Which latencies the API tells. */
@Timeout(60)
class LatencyJsonTest {
    @Test
    void those_of_late_are_told_as_now_and_those_since_the_start_by_that_name() throws Exception {
        try (var pen = WebStage.start(WebStage.service("web", "127.0.0.9:1"))) {
            List<Server> servers = pen.pen()
                    .listeners()
                    .getFirst()
                    .service()
                    .balancer()
                    .table()
                    .all();
            servers.getFirst().connecting().record(TimeUnit.SECONDS.toNanos(4));
            new LatencyMarks().tick(servers, System.nanoTime() - TimeUnit.SECONDS.toNanos(15));
            servers.getFirst().connecting().record(TimeUnit.MICROSECONDS.toNanos(100));
            JsonObject web = pen.http.get("/api/v1/services/web").json();
            for (JsonObject told : List.of(web, web.getJsonArray("servers").getJsonObject(0))) {
                assertThat(told.getJsonObject("latencyMicros").getLong("p99")).isEqualTo(112);
                assertThat(told.getJsonObject("latencySinceStartMicros").getLong("p99"))
                        .isGreaterThan(4_000_000);
            }
        }
    }
}
