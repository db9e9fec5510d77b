package org.penlb.config.json;

import java.util.List;
import java.util.Map;

/**
 * Where in a service's JSON stands what the records, and pen's commands, call otherwise: an error that starts with such a
 * name is about that key.
 */
final class PenNames {
    /** What is said of a service as a whole only when it is built. */
    private static final Map<String, List<String>> KEYS = Map.ofEntries(
            Map.entry("servers", List.of("servers")),
            Map.entry("http", List.of("forwardedFor")),
            Map.entry("forwarded", List.of("forwarded")),
            Map.entry("trusted_proxies", List.of("trustedProxies")),
            Map.entry("dummy", List.of("dummy")),
            Map.entry("transparent", List.of("transparent")),
            Map.entry("idlers", List.of("idlers")),
            Map.entry("v6only", List.of("v6only")),
            Map.entry("proxy_accept", List.of("proxyProtocol", "accept")),
            Map.entry("log", List.of("log")),
            Map.entry("tls", List.of("tls")),
            Map.entry("routes", List.of("routes")),
            Map.entry("hello_timeout", List.of("helloTimeout")),
            Map.entry("sni", List.of("sni")),
            Map.entry("alpn", List.of("alpn")),
            Map.entry("tcp_fastclose", List.of("fastClose")),
            Map.entry("keepalive", List.of("keepAlive")),
            Map.entry("idle_timeout", List.of("idleTimeout")),
            Map.entry("session_timeout", List.of("udp", "sessionTimeout")),
            Map.entry("responses", List.of("udp", "responses")),
            Map.entry("response_timeout", List.of("udp", "responseTimeout")),
            Map.entry("resend", List.of("udp", "resend")),
            Map.entry("receive_buffer", List.of("udp", "receiveBuffer")),
            Map.entry("no rescue", List.of("dns", "rescue")),
            Map.entry("rescue_budget", List.of("dns", "rescueBudget")),
            Map.entry("query_timeout", List.of("dns", "queryTimeout")),
            Map.entry("check_query", List.of("dns", "check", "name")),
            Map.entry("check_interval", List.of("dns", "check", "interval")),
            Map.entry("check_rise", List.of("dns", "check", "rise")),
            Map.entry("check_fall", List.of("dns", "check", "fall")));

    /** What was expected, in the words of a command line and of JSON. */
    private static final Map<String, String> EXPECTED = Map.of(
            "(expected: session_timeout)",
            "(expected: udp.sessionTimeout)",
            "(expected: -U)",
            "(expected: a UDP service, with listen \"udp://...\")",
            "(expected: dns)",
            "(expected: a DNS service, with protocol \"dns\")");

    private static final String TOKEN = "token";
    private static final String CLUSTER = "cluster.";

    private PenNames() {}

    /** Where an error of a service belongs: the key that its first word names, or the service itself. */
    static ConfigPlace place(Value service, String error) {
        ConfigPlace place = service.place();
        Value there = service;
        for (String key : KEYS.getOrDefault(name(error), List.of())) {
            ConfigPlace inner = place.at(key);
            Value value = there == null ? null : there.field(key);
            // A query is a name and a type: if it is not the name, it is the other one.
            place = value == null && key.equals("name") ? place.at("type") : inner;
            there = value;
        }
        return place;
    }

    /** The error without the name that its place says already, and in JSON's words. */
    static String without(String error) {
        String name = name(error);
        boolean isPlace = KEYS.containsKey(name) || name.equals(TOKEN) || name.startsWith(CLUSTER);
        String text = isPlace ? error.substring(name.length() + 2) : error;
        for (Map.Entry<String, String> expected : EXPECTED.entrySet()) {
            text = text.replace(expected.getKey(), expected.getValue());
        }
        return text;
    }

    /** Where an error of a cluster as a whole belongs: its records begin with the key that they mean. */
    static ConfigPlace placeInCluster(ConfigPlace cluster, String error) {
        return cluster.at(name(error).substring(CLUSTER.length()));
    }

    private static String name(String error) {
        int end = error.indexOf(": ");
        return end < 0 ? "" : error.substring(0, end);
    }
}
