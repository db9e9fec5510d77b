package org.penlb.cli.penctl;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.penlb.config.Selection;

/** The commands that the prompt completes: pen's, and ours behind them. A server takes others, too. */
public final class Commands {
    /** In the notation of {@link Syntax}. What pen takes as a command without and with a value is there in both forms. */
    private static final List<String> TABLE = """
            acl LIST permit|deny country COUNTRY
            acl LIST permit|deny IP
            acl LIST permit|deny IP MASK
            acl LIST permit|deny IP cut
            acl LIST cut
            blacklist SEC
            certificates reload
            check_query NAME TYPE
            check_fall|check_interval|check_rise N
            client_acl LIST
            clients_max N
            close N
            cluster
            conn_max N
            connection N
            control
            control_acl LIST
            counters
            debug N
            dns
            dsr_if INTERFACE
            exit
            idle_timeout SEC
            idlers N
            include FILE
            listen ADDRESS
            log FILE
            mode
            %1$s
            %2$s
            keepalive|tcp_nodelay|transparent
            abort_on_error|ascii|dummy
            epoll|kqueue|poll|select
            no %1$s
            no %2$s
            no keepalive|tcp_nodelay|transparent
            no abort_on_error|ascii|dummy
            no log|web_stats
            no ssl_ciphers|ssl_ocsp_response|ssl_option|ssl_sni_path
            no acl LIST
            pending_max N
            pid
            plan FILE
            query_timeout|rescue_budget N
            receive_buffer N
            recent SEC
            response_timeout|responses N
            session_timeout SEC
            server SERVER * acl|address|blacklist|hard|max|port|prio|weight VALUE
            servers
            services
            socket N
            source IP
            ssl_ciphers CIPHERS
            ssl_client_renegotiation_interval SEC
            ssl_ocsp_response FILE
            ssl_option cipher_server_preference|no_sslv2|no_sslv3|no_tlsv1|no_tlsv1.1|no_tlsv1.2|no_tlsv1.3
            ssl_sni_path FOLDER
            status
            tarpit_acl LIST
            tcp_fastclose up|down|both|off
            timeout SEC
            tracking SEC
            web_stats FILE
            write FILE
            server SERVER drain|up|remove
            server add * ADDRESS
            explain IP
            help
            service NAME
            quit
            """.formatted(
            with("http", Selection.Flag.pens()), with("resend|rescue", Selection.Flag.ours())).lines().toList();

    private static final List<Syntax> COMMANDS = TABLE.stream().map(Syntax::of).toList();

    private Commands() {}

    /** Words to choose from: these ways to choose a server, and more. */
    private static String with(String words, List<Selection.Flag> flags) {
        return Stream.concat(Stream.of(words.split("\\|")), flags.stream().map(Selection.Flag::word))
                .sorted()
                .collect(Collectors.joining("|"));
    }

    /** What can stand behind these words: words to choose from, and capital names of what is to be filled in. */
    static Set<String> next(List<String> words) {
        if (words.size() >= 2 && words.getFirst().equals("service")) {
            return next(words.subList(2, words.size())); // a command for that service
        }
        Set<String> next = new LinkedHashSet<>();
        COMMANDS.forEach(command -> next.addAll(command.next(words)));
        return next;
    }

    /** How the commands are written that can begin with these words: all of them, if there are none. */
    public static List<String> help(List<String> words) {
        return TABLE.stream().filter(line -> Syntax.of(line).fits(words)).toList();
    }
}
