package org.penlb.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.penlb.web.WebStage.BEARER;
import static org.penlb.web.WebStage.JSON;

import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.penlb.cluster.ClusterView;
import org.penlb.cluster.ClusterViews;

/** The cluster, as whoever asks over HTTP sees it. */
@Timeout(60)
class ClusterApiTest {
    private static final String CLUSTER = "/api/v1/cluster";
    private static final String OVERVIEW = "/api/v1/overview";

    private final WebStage pen = WebStage.start(WebStage.service("web", "127.0.0.9:1"));
    private final OpenApi api = OpenApi.load();

    @AfterEach
    void close() {
        pen.close();
    }

    private Http.Answer get(String path) {
        Http.Answer answer = pen.http.get(path);
        api.check("GET", path, answer);
        return answer;
    }

    private String command() {
        return pen.http
                .send("POST", "/api/v1/commands", "{\"command\":\"cluster\"}", JSON, BEARER)
                .json()
                .getString("reply");
    }

    @Test
    void where_there_is_none_all_say_so() {
        assertThat(get(CLUSTER).status()).isEqualTo(404);
        assertThat(get(CLUSTER).message()).contains("no cluster", "\"cluster\"");
        assertThat(get(OVERVIEW).json().containsKey("cluster")).isTrue();
        assertThat(get(OVERVIEW).json().getJsonObject("cluster")).isNull();
        assertThat(get("/health/ready").text()).doesNotContain("cluster");
        assertThat(pen.http.get("/metrics").text()).doesNotContain("pen_cluster");
        assertThat(command()).isEqualTo("no cluster (expected: \"cluster\" in the configuration)\n");
    }

    @Test
    void every_instance_is_told_and_what_all_did_together() {
        pen.pen().cluster(ClusterViews::partly);
        JsonObject cluster = get(CLUSTER).json();
        assertThat(cluster.getString("state")).isEqualTo("partly");
        assertThat(cluster.getInteger("known")).isEqualTo(4);
        assertThat(cluster.getInteger("heard")).isEqualTo(3);
        assertThat(cluster.getJsonObject("refusedMessages").getInteger("clock-ahead"))
                .isEqualTo(3);
        assertThat(cluster.getJsonObject("refusedMessages").getInteger("forged"))
                .isZero();
        assertThat(cluster.getJsonObject("totals").getInteger("accepted")).isEqualTo(200);
        JsonObject web = cluster.getJsonArray("services").getJsonObject(0);
        assertThat(web.getString("name")).isEqualTo("web");
        assertThat(web.getInteger("accepted")).isEqualTo(200);
        assertThat(cluster.getJsonArray("instances")).hasSize(4);
        JsonObject self = instance(cluster, 0);
        assertThat(self.getString("name")).isEqualTo(ClusterViews.SELF);
        assertThat(self.getBoolean("self")).isTrue();
        assertThat(self.getValue("lag")).isNull();
        JsonObject silent = instance(cluster, 2);
        assertThat(silent.getBoolean("up")).isFalse();
        assertThat(silent.getLong("heardMillisAgo")).isEqualTo(200_400);
        assertThat(silent.getJsonArray("services")).hasSize(2);
        JsonObject untold = instance(cluster, 3);
        assertThat(untold.getValue("totals")).isNull();
        assertThat(untold.getValue("inSyncMillisAgo")).isNull();
        assertThat(command()).contains("peer 10.0.0.13:5701 silent for 3 min 20 s");
    }

    private static JsonObject instance(JsonObject cluster, int index) {
        return cluster.getJsonArray("instances").getJsonObject(index);
    }

    /** An overview is sent each second to all who watch: what grows with instances and services is left out. */
    @Test
    void an_overview_has_no_services_of_each_instance() {
        pen.pen().cluster(ClusterViews::partly);
        JsonObject brief = get(OVERVIEW).json().getJsonObject("cluster");
        assertThat(instance(brief, 1).containsKey("services")).isFalse();
        assertThat(instance(brief, 1).getJsonObject("totals").getInteger("queries"))
                .isEqualTo(30);
        assertThat(brief.getJsonArray("services")).hasSize(2);
    }

    @Test
    void who_is_cut_off_is_ready_all_the_same_and_says_it() {
        int before = get("/health/ready").status();
        pen.pen()
                .cluster(() -> ClusterViews.of(
                        ClusterView.State.CUT_OFF,
                        ClusterViews.peer("10.0.0.12:5701", false, 9_000, null),
                        ClusterViews.peer("10.0.0.13:5701", false, 9_000, null)));
        Http.Answer ready = get("/health/ready");
        assertThat(ready.status()).isEqualTo(before).isEqualTo(200);
        JsonObject check = ready.json().getJsonArray("checks").stream()
                .map(JsonObject.class::cast)
                .filter(one -> one.getString("id").equals("cluster"))
                .findFirst()
                .orElseThrow();
        assertThat(check.getString("status")).isEqualTo("UP");
        assertThat(check.getJsonObject("data"))
                .isEqualTo(
                        new JsonObject().put("state", "cut-off").put("known", 3).put("heard", 1L));
    }
}
