package org.penlb.web;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.penlb.cluster.ClusterView;
import org.penlb.cluster.PeerView;
import org.penlb.cluster.totals.InstanceTotals;
import org.penlb.cluster.totals.ServiceSum;
import org.penlb.cluster.votes.VotedEjection;
import org.penlb.cluster.wire.Refused;

/** The cluster as the API shows it. */
final class ClusterJson {
    private final ClusterView view;
    private final boolean whole;

    private ClusterJson(ClusterView view, boolean whole) {
        this.view = view;
        this.whole = whole;
    }

    /** All that is known. */
    static JsonObject whole(ClusterView view) {
        return new ClusterJson(view, true).toJson();
    }

    /** Without what each instance did for each service: there may be a thousand of either, and this is sent each second. */
    static JsonObject brief(ClusterView view) {
        return new ClusterJson(view, false).toJson();
    }

    private JsonObject toJson() {
        List<ServiceSum> sums = view.sums();
        return new JsonObject()
                .put("name", view.cluster())
                .put("instance", view.instance())
                .put("state", view.state().word())
                .put("trouble", view.trouble())
                .put("known", 1 + view.peers().size())
                .put("heard", 1 + view.heard())
                .put("joins", view.joins())
                .put("mapFailures", view.mapFailures())
                .put("assignments", assignments())
                .put("orders", orders())
                .put("votedOut", votedOut())
                .put("refusedMessages", refused())
                .put("instances", instances())
                .put("totals", totals(sums))
                .put("services", services(sums));
    }

    private JsonObject assignments() {
        return new JsonObject()
                .put("told", view.told())
                .put("learned", view.learned())
                .put("ahead", view.ahead());
    }

    private JsonObject orders() {
        return new JsonObject()
                .put("known", view.decided().orders())
                .put("notCarriedOut", new JsonArray(view.decided().troubles()));
    }

    private JsonArray votedOut() {
        var servers = new JsonArray();
        for (VotedEjection ejection : view.decided().ejections()) {
            servers.add(new JsonObject()
                    .put("service", ejection.suspect().service())
                    .put("server", ejection.suspect().server())
                    .put("reason", ejection.reason())
                    .put("since", Instant.ofEpochMilli(ejection.beganMillis()).toString())
                    .put("leftAloneSeconds", ejection.leftAlone().toSeconds())
                    .put("votes", votes(ejection)));
        }
        return servers;
    }

    private static JsonArray votes(VotedEjection ejection) {
        var votes = new JsonArray();
        ejection.votes()
                .forEach(vote -> votes.add(new JsonObject()
                        .put("instance", vote.instance())
                        .put("opinion", vote.opinion().name().toLowerCase(Locale.ROOT))
                        .put("reason", vote.reason())));
        return votes;
    }

    private JsonObject refused() {
        var refused = new JsonObject();
        for (Refused.Reason reason : Refused.Reason.values()) {
            refused.put(reason.word(), view.refused().getOrDefault(reason, 0L));
        }
        return refused;
    }

    private JsonArray instances() {
        var instances = new JsonArray().add(instance(view.instance(), null, view.own()));
        view.peers().forEach(peer -> instances.add(instance(peer.name(), peer, peer.totals())));
        return instances;
    }

    /** @param peer null if it is this one, which has no distance to itself */
    private JsonObject instance(String name, @Nullable PeerView peer, @Nullable InstanceTotals did) {
        var instance = new JsonObject()
                .put("name", name)
                .put("self", peer == null)
                .put("up", peer == null || peer.up())
                .put("heardMillisAgo", peer == null ? null : (Long) peer.heardMillis())
                .put("lag", peer == null ? null : (Long) peer.lag())
                .put("inSyncMillisAgo", peer == null ? null : peer.completeMillis())
                .put("totals", did == null ? null : totals(did.services()));
        return whole ? instance.put("services", did == null ? null : services(did.services())) : instance;
    }

    private static JsonArray services(List<ServiceSum> sums) {
        var services = new JsonArray();
        sums.forEach(
                sum -> services.add(new JsonObject().put("name", sum.service()).mergeIn(totals(List.of(sum)))));
        return services;
    }

    private static JsonObject totals(List<ServiceSum> sums) {
        return new JsonObject()
                .put("open", all(sums, ServiceSum::open))
                .put("accepted", all(sums, ServiceSum::accepted))
                .put("refused", all(sums, ServiceSum::refused))
                .put("queries", all(sums, ServiceSum::queries))
                .put("answers", all(sums, ServiceSum::answers))
                .put(
                        "bytes",
                        new JsonObject()
                                .put("fromClients", all(sums, ServiceSum::sent))
                                .put("fromServers", all(sums, ServiceSum::received)))
                .put("errors", all(sums, ServiceSum::errors));
    }

    private static long all(List<ServiceSum> sums, ToLongFunction<ServiceSum> what) {
        return sums.stream().mapToLong(what).sum();
    }
}
