package org.penlb.control;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.penlb.config.Selection;

/** What the command {@code help} says. */
final class Help {
    static final String TEXT = """
            servers                       the servers with their counters
            server N SETTING VALUE ...    acl, address, port, max, hard, blacklist, weight, prio
            server N drain | up | remove  no new clients; clients again; gone
            server add HOST:PORT ...      more servers
            counters                      connections, datagrams and queries since the start; latencies of late
            cluster                       the instances, what they share, and what all have done together
            certificates [reload]         TLS: names, days left, what is wrong; reads their files again
            explain IP                    which server this client would get now, and why
            status                        the HTML status page
            recent [SECONDS]              clients of the last 300 seconds
            connection N, close N         an open connection; ends it
            socket N                      whose socket that is
            mode                          how servers are chosen
            [no] %s
            [no] tcp_nodelay | keepalive | http | transparent | dummy | ascii
            acl N permit | deny IP [MASK] | IP6/LEN,  no acl N
            acl N [permit | deny ...] cut  ends the connections that the lists keep out, too
            blacklist, timeout, tracking, idle_timeout [SECONDS]
            client_acl, control_acl, clients_max, conn_max, pending_max, idlers, debug [N]
            dns                           balances DNS, from the start on
            session_timeout [SECONDS]     UDP: when a session without datagrams ends
            responses [N]                 UDP: how many datagrams a server owes for each
            response_timeout [MS]         UDP: how long it may owe them
            receive_buffer [BYTES]        UDP, DNS: what the kernel keeps for a listening socket until it is read
            [no] resend                   UDP: what is not answered goes to another server, too
            [no] rescue, rescue_budget [PERCENT], query_timeout [MS]  DNS: asking a second server
            check_query [NAME TYPE], check_interval [MS], check_rise, check_fall [N]  DNS: health checks
            tcp_fastclose up | down | both | off
            source [IP], no source        local address for connections to servers
            listen [ADDRESS]              where clients come in; open connections stay
            log [FILE | HOST:PORT], no log
            web_stats [FILE], no web_stats
            ssl_ciphers CIPHERS, no ssl_ciphers   TLS 1.2: the suites, in OpenSSL's language
            ssl_option no_tlsv1.2 | no_tlsv1.3, no ssl_option
            ssl_sni_path FOLDER, no ssl_sni_path  NAME.crt, NAME.key, NAME.ca for each name
            ssl_ocsp_response FILE, no ssl_ocsp_response
            include FILE                  carries out its commands, all or none
            plan FILE                     what a configuration (JSON, YAML) would change
            write [FILE]                  the configuration as commands
            control, pid                  the control port; the process
            exit                          ends the program, if it was started with -X
            services                      the services, with their names for the next line
            service NAME COMMAND          a command for another service than the first
            """.formatted(selections());

    private Help() {}

    /** pen's ways to choose, then what pen has besides, then ours. */
    private static String selections() {
        List<Selection.Flag> pens = Selection.Flag.pens();
        return Stream.of(
                        pens.stream().filter(Selection.Flag::picks),
                        pens.stream().filter(flag -> !flag.picks()),
                        Selection.Flag.ours().stream())
                .flatMap(flags -> flags)
                .map(Selection.Flag::word)
                .collect(Collectors.joining(" | "));
    }
}
