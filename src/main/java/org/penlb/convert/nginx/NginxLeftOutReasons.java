package org.penlb.convert.nginx;

import java.util.Map;

/** Why directives of nginx have no place in Pen's configuration, and what comes nearest. */
final class NginxLeftOutReasons {
    private static final String TLS = "Pen has no such setting of TLS";
    private static final String CHOOSES =
            "Pen knows the client's address, and the name and protocols of its TLS hello, and no other variables";
    private static final String LOG = "Pen's log has a line for each request of HTTP (log), and none for a connection";
    private static final String PROCESS = "it is said to bin/pen, not in the file";
    private static final String INSIDE = "it is about the inside of nginx";

    private static final Map<String, String> REASONS = Map.ofEntries(
            Map.entry("http", "Pen balances connections and datagrams, not requests of HTTP"),
            Map.entry("mail", "Pen balances connections and datagrams, and knows no mail"),
            Map.entry("worker_connections", "nearest: connectionsMax of each service"),
            Map.entry("user", PROCESS + ": -u USER"),
            Map.entry("pid", PROCESS + ": -p FILE"),
            Map.entry("daemon", PROCESS + ": -f stays in the foreground"),
            Map.entry("error_log", "Pen tells its errors on stderr or to syslog"),
            Map.entry("access_log", LOG),
            Map.entry("log_format", LOG),
            Map.entry("resolver", "Pen asks the system for the address of a name, when it starts and when it reloads"),
            Map.entry("resolver_timeout", "Pen asks the system for the address of a name"),
            Map.entry("resolve", "Pen looks a name up when it starts and when it reloads"),
            Map.entry("service=", "Pen does not look for SRV records"),
            Map.entry("slow_start=", "a server of Pen that comes back is one like the others at once"),
            Map.entry("state", "penctl changes servers while Pen runs"),
            Map.entry("health_check", "nearest: a server that fails a client is left alone (blacklist)"),
            Map.entry("limit_conn", "Pen limits the connections of a service and of a server, not of a client"),
            Map.entry("limit_conn_zone", "Pen limits the connections of a service and of a server, not of a client"),
            Map.entry("proxy_next_upstream_tries", "Pen tries each server once"),
            Map.entry("proxy_next_upstream_timeout", "Pen tries each server once, each for proxy_connect_timeout"),
            Map.entry("proxy_requests", "a session of Pen lasts until proxy_timeout"),
            Map.entry("proxy_upload_rate", "Pen does not slow anybody down"),
            Map.entry("proxy_download_rate", "Pen does not slow anybody down"),
            Map.entry("proxy_buffer_size", INSIDE),
            Map.entry("proxy_session_drop", "Pen's open connections go on when a server is removed"),
            Map.entry("preread_buffer_size", CHOOSES),
            Map.entry("map", CHOOSES),
            Map.entry("geo", CHOOSES + " (nearest: rules of the access lists, by network or country)"),
            Map.entry("geoip_country", "nearest: geoip, and rules of the access lists by country"),
            Map.entry("split_clients", CHOOSES),
            Map.entry("set", CHOOSES),
            Map.entry("return", "Pen has no answers of its own"),
            Map.entry("set_real_ip_from", "nearest: proxyProtocol.accept, which names the proxies"),
            Map.entry("proxy_protocol_timeout", "Pen waits 5 s for a PROXY header"),
            Map.entry("ssl_session_ticket_key", "nearest: tls.tickets.secretFile, a line of text"),
            Map.entry("ssl_session_tickets", "clients get tickets to resume their sessions with (tls.tickets)"),
            Map.entry("ssl_session_cache", "clients resume their sessions by tickets (tls.tickets)"),
            Map.entry("ssl_session_timeout", "nearest: tls.tickets.rotate"),
            Map.entry("ssl_password_file", "Pen reads keys in PEM that have no password, and PKCS#12 (passwordFile)"),
            Map.entry("ssl_prefer_server_ciphers", "of cipher suites Pen's order counts"),
            Map.entry("ssl_crl", "Pen reads no lists of revoked certificates: it lets them in"),
            Map.entry("ssl_stapling", "Pen asks no authority itself: name the answer's file (ocsp)"),
            Map.entry("proxy_ssl_crl", "Pen reads no lists of revoked certificates"),
            Map.entry("proxy_ssl_protocols", "Pen speaks TLS 1.2 and 1.3 with servers"),
            Map.entry("proxy_ssl_session_reuse", "Pen resumes sessions with servers"),
            Map.entry("load_module", INSIDE),
            Map.entry("worker_rlimit_nofile", "nearest: ulimit -n before bin/pen"));

    private NginxLeftOutReasons() {}

    /** Why a directive, or a parameter that ends in {@code =}, is left out. */
    static String of(String name) {
        String reason = REASONS.get(name);
        if (reason != null) {
            return reason;
        }
        if (name.startsWith("ssl_") || name.startsWith("proxy_ssl")) {
            return TLS;
        }
        if (name.startsWith("worker_") || name.startsWith("variables_hash") || name.startsWith("proxy_buffer")) {
            return INSIDE;
        }
        return "Pen has nothing like it";
    }
}
