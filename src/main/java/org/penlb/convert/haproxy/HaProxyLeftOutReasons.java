package org.penlb.convert.haproxy;

import java.util.List;
import java.util.Map;

/** Why directives of HAProxy have no place in Pen's configuration, and what comes nearest. */
final class HaProxyLeftOutReasons {
    private static final String HTTP = "it is about requests of HTTP, and Pen balances connections";
    private static final String FORWARDED =
            "in mode tcp HAProxy does not look at it, either (nearest: forwardedFor, forwarded, trustedProxies)";
    private static final String LOG = "Pen's log has a line for each request of HTTP (log), and none for a connection";
    private static final String TLS = "Pen has no such setting of TLS";
    private static final String SUITES = "the three cipher suites of TLS 1.3 are always on";
    private static final String INSIDE = "it is about the inside of HAProxy";
    private static final String CHECKS =
            "Pen checks no servers of TCP: one that fails a client is left alone (blacklist)";
    private static final String SOCKET = "such sockets are not Pen's";
    private static final String COMMANDED = "it is said to bin/pen, not in the file: ";
    private static final String NAMES =
            "Pen asks the system for the address of a name, when it starts and when it reloads";
    private static final String NOTHING = "Pen has nothing like it";

    private static final Map<String, String> REASONS = Map.ofEntries(
            Map.entry("user", COMMANDED + "-u USER"),
            Map.entry("uid", COMMANDED + "-u USER"),
            Map.entry("group", COMMANDED + "-u USER, whose group it is"),
            Map.entry("gid", COMMANDED + "-u USER, whose group it is"),
            Map.entry("chroot", COMMANDED + "-j DIR"),
            Map.entry("pidfile", COMMANDED + "-p FILE"),
            Map.entry("daemon", COMMANDED + "without -f Pen goes into the background"),
            Map.entry("ulimit-n", "nearest: ulimit -n before bin/pen"),
            Map.entry("stats", "nearest: control, for penctl, and web, the page"),
            Map.entry("log", LOG),
            Map.entry("log-tag", LOG),
            Map.entry("log-format", LOG),
            Map.entry("log-format-sd", LOG),
            Map.entry("error-log-format", LOG),
            Map.entry("log-send-hostname", LOG),
            Map.entry("retries", "Pen tries each server once, and then the next one"),
            Map.entry("fullconn", "the limit of a server is always the same (max)"),
            Map.entry("hash-type", "Pen has one hash"),
            Map.entry("use-server", "Pen chooses servers by its selection alone"),
            Map.entry("dispatch", "nearest: a single server"),
            Map.entry("server-template", "nearest: one server for each address"),
            Map.entry("description", "nearest: the name of the service"),
            Map.entry("persist", "Pen tracks clients by their address"),
            Map.entry("rate-limit", "Pen limits how many connections there are, not how fast they come"),
            Map.entry("setenv", "its variables are put in where they are used"),
            Map.entry("presetenv", "its variables are put in where they are used"),
            Map.entry("email-alert", "Pen writes no mail"),
            Map.entry("filter", NOTHING),
            Map.entry("capture", HTTP),
            Map.entry("compression", HTTP),
            Map.entry("cookie", HTTP + " (nearest: clients tracked by their address)"),
            Map.entry("redirect", HTTP),
            Map.entry("monitor", HTTP),
            Map.entry("errorfile", HTTP),
            Map.entry("ssl-default-bind-ciphersuites", SUITES),
            Map.entry("ssl-default-server-ciphersuites", SUITES),
            Map.entry("external-check", CHECKS),
            Map.entry("tcp-check", CHECKS));

    private static final Map<String, String> TIMEOUTS = Map.of(
            "check", CHECKS,
            "queue", "clients of Pen do not wait for a server",
            "http-request", HTTP,
            "http-keep-alive", HTTP,
            "tarpit", HTTP,
            "client-fin", "nearest: idleTimeout, and fastClose",
            "server-fin", "nearest: idleTimeout, and fastClose");

    private static final Map<String, String> OF_SERVER = Map.ofEntries(
            Map.entry("minconn", "the limit of a server is always the same (max)"),
            Map.entry("maxqueue", "clients of Pen do not wait for a server"),
            Map.entry("slowstart", "a server of Pen that comes back is one like the others at once"),
            Map.entry("observe", CHECKS),
            Map.entry("on-error", CHECKS),
            Map.entry("error-limit", CHECKS),
            Map.entry("on-marked-down", "connections of Pen go on until one side ends them"),
            Map.entry("on-marked-up", "connections of Pen go on until one side ends them"),
            Map.entry("track", CHECKS),
            Map.entry("resolvers", NAMES),
            Map.entry("resolve-prefer", NAMES),
            Map.entry("resolve-opts", NAMES),
            Map.entry("resolve-net", NAMES),
            Map.entry("init-addr", NAMES),
            Map.entry("cookie", HTTP + " (nearest: clients tracked by their address)"),
            Map.entry("id", "Pen's servers have the numbers of their places"),
            Map.entry("ciphersuites", SUITES),
            Map.entry("alpn", "a server is offered the protocol that its client agreed on"),
            Map.entry("npn", "ALPN has taken its place"),
            Map.entry("crl-file", "Pen reads no lists of revoked certificates"),
            Map.entry("socks4", "Pen goes to its servers directly"));

    private static final Map<String, String> OF_BIND = Map.ofEntries(
            Map.entry("interface", "Pen's listener takes clients of all interfaces that have the address"),
            Map.entry("namespace", "Pen's listener is in Pen's own network namespace"),
            Map.entry("mode", "a Unix socket has the permissions that Pen's umask leaves"),
            Map.entry("user", "a Unix socket belongs to the user that Pen starts as"),
            Map.entry("uid", "a Unix socket belongs to the user that Pen starts as"),
            Map.entry("group", "a Unix socket belongs to the group that Pen starts as"),
            Map.entry("gid", "a Unix socket belongs to the group that Pen starts as"),
            Map.entry("transparent", "Pen listens at addresses of this machine"),
            Map.entry("accept-netscaler-cip", "Pen does not read what goes before the clients' bytes"),
            Map.entry("crt-list", "the list is not read: name its certificates (tls.certificates)"),
            Map.entry("ciphersuites", SUITES),
            Map.entry("npn", "ALPN has taken its place"),
            Map.entry("crl-file", "Pen reads no lists of revoked certificates: it lets them in"),
            Map.entry("strict-sni", "who names none of the names is shown the first certificate"),
            Map.entry("no-tls-tickets", "clients get tickets to resume their sessions with (tls.tickets)"),
            Map.entry("tls-ticket-keys", "nearest: tls.tickets.secretFile"),
            Map.entry("prefer-client-ciphers", "of cipher suites Pen's order counts"),
            Map.entry("generate-certificates", "Pen makes no certificates"),
            Map.entry("allow-0rtt", "Pen takes no early data"));

    private HaProxyLeftOutReasons() {}

    /** Why a line is left out. */
    static String of(HaProxyLine line) {
        List<String> words = line.words();
        String second = words.size() > 1 ? words.get(1) : "";
        String keyword = words.getFirst();
        return switch (keyword) {
            case "option" -> ofOption(second);
            case "timeout" -> TIMEOUTS.getOrDefault(second, NOTHING);
            case "http-request" -> line.text().contains("X-Forwarded-") ? FORWARDED : HTTP;
            case "tcp-request" -> ofTcpRequest(second, words.size() > 2 ? words.get(2) : "");
            case "tcp-response" -> "Pen does not look at what servers send";
            default -> REASONS.getOrDefault(keyword, ofFamily(keyword));
        };
    }

    private static String ofFamily(String keyword) {
        if (keyword.startsWith("http-") || keyword.startsWith("error") || keyword.startsWith("stats-")) {
            return HTTP;
        }
        if (keyword.startsWith("ssl-") || keyword.startsWith("ca-") || keyword.startsWith("crt-")) {
            return TLS;
        }
        if (keyword.startsWith("tune.") || keyword.startsWith("no") || keyword.startsWith("max")) {
            return INSIDE;
        }
        return NOTHING;
    }

    private static String ofTcpRequest(String set, String action) {
        if (action.equals("expect-proxy") || action.equals("expect-netscaler-cip")) {
            return "Pen does not read what goes before the clients' bytes: it would take the header for theirs";
        }
        return set.equals("connection")
                ? "nearest: rules of the access lists, which permit or deny"
                : "of what clients send Pen looks at the name and the protocols of a TLS hello alone, for use_backend";
    }

    private static String ofOption(String name) {
        if (name.equals("forwardfor") || name.equals("forwarded")) {
            return FORWARDED;
        }
        if (name.startsWith("http") || name.equals("originalto")) {
            return name.equals("httplog") || name.equals("httpslog") ? LOG : name.equals("httpchk") ? CHECKS : HTTP;
        }
        if (name.endsWith("log") || name.startsWith("dontlog") || name.startsWith("log")) {
            return LOG;
        }
        if (name.endsWith("-check") || name.endsWith("chk")) {
            return CHECKS;
        }
        if (name.startsWith("splice")) {
            return "Pen splices by itself where it is faster";
        }
        return NOTHING;
    }

    /** Why a parameter of a server is left out. */
    static String ofServer(String parameter) {
        if (parameter.startsWith("agent") || parameter.startsWith("no-agent") || parameter.startsWith("check")) {
            return CHECKS;
        }
        return OF_SERVER.getOrDefault(parameter, isOfTls(parameter) ? TLS : NOTHING);
    }

    /** Why a parameter of a listener is left out. */
    static String ofBind(String parameter) {
        return OF_BIND.getOrDefault(parameter, isOfTls(parameter) ? TLS : SOCKET);
    }

    private static boolean isOfTls(String parameter) {
        return parameter.contains("ssl")
                || parameter.contains("tls")
                || parameter.startsWith("c")
                || parameter.equals("alpn")
                || parameter.equals("verify");
    }
}
