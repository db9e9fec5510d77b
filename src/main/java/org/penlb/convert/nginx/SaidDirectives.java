package org.penlb.convert.nginx;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.penlb.config.Protocol;
import org.penlb.config.Routing;
import org.penlb.config.ServiceBuilder;
import org.penlb.convert.Statement;

/** The directives that settings were made of: those of a server replace those of {@code stream} that have their names. */
final class SaidDirectives {
    private static final String ALLOW = "allow";
    private static final String DENY = "deny";

    private final List<Directive> said = new ArrayList<>();
    /** What {@code stream} says for servers that say something else, as this one does. */
    private final List<Directive> replaced = new ArrayList<>();

    private final Set<String> own = new HashSet<>();

    SaidDirectives() {}

    /** Those of {@code stream}, for one of its servers. */
    SaidDirectives(SaidDirectives outer) {
        said.addAll(outer.said);
    }

    /** Whether there are rules about clients among those that are not inherited. */
    boolean hasOwnRules() {
        return own.contains(ALLOW) || own.contains(DENY);
    }

    /** Adds one. */
    void add(Directive directive) {
        if (isRule(directive) ? !hasOwnRules() : !own.contains(directive.name())) {
            said.removeIf(before -> isAlike(before, directive) && replaced.add(before));
        }
        own.add(directive.name());
        said.add(directive);
    }

    private static boolean isAlike(Directive one, Directive other) {
        return one.name().equals(other.name()) || (isRule(one) && isRule(other));
    }

    private static boolean isRule(Directive directive) {
        return directive.name().equals(ALLOW) || directive.name().equals(DENY);
    }

    /** The first of this name that is in force; null if there is none. */
    @Nullable
    Directive first(String name) {
        return said.stream()
                .filter(directive -> directive.name().equals(name))
                .findFirst()
                .orElse(null);
    }

    /**
     * What of all that has its say in a service.
     *
     * @param service as it is at last
     * @param tlsToServers whether TLS is spoken with servers, where there are connections
     * @param carried is given that
     */
    void addCarried(ServiceBuilder service, boolean tlsToServers, Set<Statement> carried) {
        carried.addAll(replaced);
        boolean connects = service.protocol == Protocol.STREAM;
        for (Directive directive : said) {
            String name = directive.name();
            boolean counts = switch (name) {
                case "ssl_preread" -> service.routing != Routing.DIRECT || !directive.isOn();
                case "preread_timeout" -> service.routing != Routing.DIRECT;
                case "proxy_ssl", "proxy_protocol" -> connects || !directive.isOn();
                case "proxy_responses" -> !connects;
                case "proxy_connect_timeout", "tcp_nodelay", "proxy_socket_keepalive", "proxy_half_close" -> connects;
                default ->
                    name.startsWith("ssl_")
                            ? service.tls != null
                            : !name.startsWith("proxy_ssl") || (connects && tlsToServers);
            };
            if (counts) {
                carried.add(directive);
            }
        }
    }
}
