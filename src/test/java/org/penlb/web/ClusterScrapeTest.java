package org.penlb.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.penlb.cluster.ClusterView;
import org.penlb.cluster.ClusterViews;
import org.penlb.cluster.PeerView;

/** What a scrape brings of the cluster. */
@Timeout(60)
class ClusterScrapeTest {
    private final WebStage pen = WebStage.start(WebStage.service("web", "127.0.0.9:1"));

    @AfterEach
    void close() {
        pen.close();
    }

    private String scrape(ClusterView.State state, PeerView... peers) {
        pen.pen().cluster(() -> ClusterViews.of(state, peers));
        return pen.http.get("/metrics").text();
    }

    @Test
    void what_is_seen_is_told() {
        pen.pen().cluster(ClusterViews::partly);
        assertThat(pen.http.get("/metrics").text().lines())
                .contains(
                        "pen_cluster_state{state=\"partly\"} 1.0",
                        "pen_cluster_state{state=\"whole\"} 0.0",
                        "pen_cluster_instances_known 4.0",
                        "pen_cluster_instances_heard 3.0",
                        "pen_cluster_joins_total 1.0",
                        "pen_cluster_map_failures_total 2.0",
                        "pen_cluster_assignments_told_total 120.0",
                        "pen_cluster_assignments_learned_total 340.0",
                        "pen_cluster_assignments_ahead_total 5.0",
                        "pen_cluster_messages_refused_total{reason=\"clock-ahead\"} 3.0",
                        "pen_cluster_messages_refused_total{reason=\"forged\"} 0.0",
                        "pen_cluster_peers_omitted 0.0",
                        "pen_cluster_peer_up{peer=\"10.0.0.12:5701\"} 1.0",
                        "pen_cluster_peer_up{peer=\"10.0.0.13:5701\"} 0.0",
                        "pen_cluster_peer_lag{peer=\"10.0.0.13:5701\"} 4096.0",
                        "pen_cluster_peer_heard_age_seconds{peer=\"10.0.0.12:5701\"} 0.34",
                        "pen_cluster_peer_sync_age_seconds{peer=\"10.0.0.13:5701\"} 202.0")
                .noneMatch(line -> line.startsWith("pen_cluster_peer_sync_age_seconds{peer=\"10.0.0.14:5701\"}"));
    }

    @Test
    void too_many_instances_are_counted_and_not_shown() {
        PeerView[] peers = IntStream.range(0, 250)
                .mapToObj(i -> ClusterViews.peer("10.0.1." + i + ":5701", true, 0, null))
                .toArray(PeerView[]::new);
        String scrape = scrape(ClusterView.State.WHOLE, peers);
        assertThat(scrape.lines().filter(line -> line.startsWith("pen_cluster_peer_up{")))
                .hasSize(200);
        assertThat(scrape).contains("pen_cluster_peers_omitted 50.0", "pen_cluster_instances_known 251.0");
    }

    /** The one that was killed is not forgotten yet when the one that was started in its place is heard. */
    @Test
    void of_two_instances_with_one_name_the_one_that_was_heard_last_counts() {
        String scrape = scrape(
                ClusterView.State.PARTLY,
                ClusterViews.peer("10.0.0.12:5701", false, 9_000, null),
                ClusterViews.peer("10.0.0.12:5701", true, 0, 0L));
        assertThat(scrape.lines().filter(line -> line.startsWith("pen_cluster_peer_up{")))
                .containsExactly("pen_cluster_peer_up{peer=\"10.0.0.12:5701\"} 1.0");
    }
}
