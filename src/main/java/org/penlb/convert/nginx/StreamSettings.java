package org.penlb.convert.nginx;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.penlb.config.AccessList;
import org.penlb.config.AccessRule;
import org.penlb.config.ConfigException;
import org.penlb.config.FastClose;
import org.penlb.config.IpAddress;
import org.penlb.config.Protocol;
import org.penlb.config.ProxyProtocol;
import org.penlb.config.Selection;
import org.penlb.config.ServerConfig;
import org.penlb.config.ServiceBuilder;
import org.penlb.config.tls.ServerTls;
import org.penlb.convert.CidrNotation;
import org.penlb.convert.ClientRules;
import org.penlb.convert.NamedFiles;
import org.penlb.convert.Notes;
import org.penlb.convert.Statement;

/** What can be said for all servers of {@code stream} and again for one of them; with nginx's defaults. */
final class StreamSettings {
    private static final String TRANSPARENT = "transparent";
    private static final Duration LONGEST_QUERY = Duration.ofSeconds(30);

    /** Rules of a server replace those of {@code stream}, all of them. */
    private final List<Directive> access;

    private final SaidDirectives said;
    private Duration connectTimeout = Duration.ofSeconds(60);
    private Duration timeout = Duration.ofMinutes(10);
    private boolean noDelay = true;
    private boolean keepAlive;
    private boolean halfClose;
    private int responses;
    private @Nullable Directive bind;

    /** What says that a client whose server fails is not given another one, if that is so. */
    private @Nullable Directive onlyFirst;

    private final ClientTls clientTls;
    private final UpstreamTls upstreamTls;
    /** PROXY headers for the servers, if they are on. */
    private @Nullable Directive proxyProtocol;
    /** A look at hellos, if it is on. */
    private @Nullable Directive preread;

    private @Nullable Directive prereadTimeoutLine;
    private Duration prereadTimeout = Duration.ofSeconds(30);

    StreamSettings() {
        access = new ArrayList<>();
        said = new SaidDirectives();
        clientTls = new ClientTls();
        upstreamTls = new UpstreamTls();
    }

    /** Those of {@code stream}, for one of its servers. */
    StreamSettings(StreamSettings outer) {
        access = new ArrayList<>(outer.access);
        said = new SaidDirectives(outer.said);
        clientTls = new ClientTls(outer.clientTls);
        upstreamTls = new UpstreamTls(outer.upstreamTls);
        connectTimeout = outer.connectTimeout;
        timeout = outer.timeout;
        noDelay = outer.noDelay;
        keepAlive = outer.keepAlive;
        halfClose = outer.halfClose;
        onlyFirst = outer.onlyFirst;
        responses = outer.responses;
        bind = outer.bind;
        proxyProtocol = outer.proxyProtocol;
        preread = outer.preread;
        prereadTimeoutLine = outer.prereadTimeoutLine;
        prereadTimeout = outer.prereadTimeout;
    }

    /**
     * Takes a directive.
     *
     * @return false if it is not one of these
     */
    boolean take(Directive directive) {
        if (!isTaken(directive)) {
            return false;
        }
        said.add(directive);
        return true;
    }

    private boolean isTaken(Directive directive) {
        switch (directive.name()) {
            case "proxy_connect_timeout" -> connectTimeout = NginxUnits.time(directive);
            case "proxy_timeout" -> timeout = NginxUnits.time(directive);
            case "tcp_nodelay" -> noDelay = directive.isOn();
            case "proxy_socket_keepalive" -> keepAlive = directive.isOn();
            case "proxy_half_close" -> halfClose = directive.isOn();
            case "proxy_next_upstream" -> onlyFirst = directive.isOn() ? null : directive;
            case "proxy_responses" ->
                responses = NginxUnits.number(directive, directive.name(), directive.argument(), 0, Integer.MAX_VALUE);
            case "proxy_bind" -> bind = directive;
            case "proxy_protocol" -> proxyProtocol = directive.isOn() ? directive : null;
            case "ssl_preread" -> preread = directive.isOn() ? directive : null;
            case "preread_timeout" -> {
                prereadTimeoutLine = directive;
                prereadTimeout = NginxUnits.time(directive);
            }
            case "allow", "deny" -> allow(directive);
            default -> {
                return clientTls.take(directive) || upstreamTls.take(directive);
            }
        }
        return true;
    }

    private void allow(Directive directive) {
        if (!said.hasOwnRules()) {
            access.clear();
        }
        access.add(directive);
    }

    /**
     * What of all that has its say in a service.
     *
     * @param service as it is at last
     * @param carried is given that
     */
    void addCarried(ServiceBuilder service, Set<Statement> carried) {
        said.addCarried(service, upstreamTls() != null, carried);
    }

    /** How TLS is spoken with clients, where a listener asks for it. */
    ClientTls clientTls() {
        return clientTls;
    }

    /** What has TLS spoken with servers; null if nothing does. */
    @Nullable
    Directive upstreamTls() {
        return upstreamTls.on();
    }

    /** What has hellos looked at; null if nothing does. */
    @Nullable
    Directive preread() {
        return preread;
    }

    /** How long a client may take for its hello. */
    Duration prereadTimeout() {
        return prereadTimeout;
    }

    /** Notes what is said of hellos, where no route asks for it. */
    void noteUnused(Notes notes) {
        for (Directive directive : new @Nullable Directive[] {preread, prereadTimeoutLine}) {
            if (directive != null) {
                notes.not(
                        directive.place(), directive.text(), "there is no route by a name that could be carried over");
            }
        }
    }

    /** Gives a service these settings. Its servers and its protocol must be known. */
    void fill(ServiceBuilder service, Notes notes) {
        service.accessLists().set(0, access());
        if (onlyFirst != null) {
            service.selection = service.selection.with(Selection.Flag.STUBBORN, true);
            if (service.emergency != null) {
                notes.approximately(
                        onlyFirst.place(), onlyFirst.text(), "without failover Pen does not use the backup server");
            }
        }
        if (service.protocol == Protocol.DNS) {
            service.dns = service.dns.withQueryTimeout(queryTimeout(service.dns.queryTimeout(), notes));
        } else if (service.protocol == Protocol.UDP) {
            // What a server owes, it owes for as long as the session lasts.
            service.datagrams = service.datagrams.withSessionTimeout(timeout).withResponses(responses);
            if (responses > 0) {
                service.datagrams = service.datagrams.withResponseTimeout(timeout);
            }
        } else {
            service.connectTimeout = connectTimeout;
            service.idleTimeout = timeout;
            service.noDelay = noDelay;
            service.keepAlive = keepAlive;
            service.fastClose = halfClose ? FastClose.OFF : FastClose.BOTH;
        }
        bind(service, notes);
    }

    /**
     * Gives a service's servers what is said of connections to them.
     *
     * @param target what they are called: the name of an upstream, or an address
     */
    void towardsServers(ServiceBuilder service, String target, NamedFiles files, Notes notes) {
        Directive tls = upstreamTls.on();
        if (tls != null && service.protocol == Protocol.STREAM) {
            ServerTls spoken = upstreamTls.build(tls, target, files, notes);
            each(service, server -> server.withTls(spoken));
        }
        if (proxyProtocol != null && service.protocol != Protocol.STREAM) {
            notes.not(
                    proxyProtocol.place(),
                    proxyProtocol.text(),
                    "Pen puts a PROXY header of version 2 in front of each datagram, or none (proxyProtocol of a server)");
        } else if (proxyProtocol != null) {
            each(service, server -> server.withProxyProtocol(ProxyProtocol.V1));
        }
    }

    private static void each(ServiceBuilder service, UnaryOperator<ServerConfig> change) {
        service.servers().replaceAll(change);
        service.emergency = service.emergency == null ? null : change.apply(service.emergency);
    }

    /** Has a route go to one server only where clients of a failed server are not given another one. */
    void chooseLike(ServiceBuilder route) {
        if (onlyFirst != null) {
            route.selection = route.selection.with(Selection.Flag.STUBBORN, true);
        }
    }

    private AccessList access() {
        var rules = new ClientRules();
        for (Directive directive : access) {
            try {
                rules.add(
                        directive.name().equals("allow"), List.of(ClientRules.Term.of(networks(directive.argument()))));
            } catch (ConfigException e) {
                throw directive.error(directive.name() + ": " + e.getMessage());
            }
        }
        return rules.toAccessList();
    }

    private static List<AccessRule.Network> networks(String text) {
        if (text.equals("all")) {
            return ClientRules.everybody();
        }
        return List.of(text.equals("unix:") ? AccessRule.host(true, IpAddress.UNIX) : CidrNotation.parse(text));
    }

    /** How long an answer to a query is waited for: as long as a session lasts, unless that is longer than any answer takes. */
    private Duration queryTimeout(Duration usual, Notes notes) {
        Directive line = said.first("proxy_timeout");
        if (line == null) {
            return usual;
        }
        if (timeout.compareTo(LONGEST_QUERY) <= 0 && timeout.isPositive()) {
            return timeout;
        }
        notes.approximately(
                line.place(),
                line.text(),
                "an answer of DNS is waited for " + usual.toSeconds() + "s (dns.queryTimeout)");
        return usual;
    }

    private void bind(ServiceBuilder service, Notes notes) {
        if (bind == null || bind.arguments().equals(List.of("off"))) {
            return;
        }
        List<String> arguments = bind.arguments();
        boolean transparent = arguments.contains(TRANSPARENT);
        String address = arguments.isEmpty() ? "" : arguments.getFirst();
        if (transparent && service.protocol != Protocol.STREAM) {
            notes.not(bind.place(), bind.text(), "Pen is transparent with TCP only");
        } else if (transparent && address.startsWith("$remote_addr")) {
            service.transparent = true;
        } else if (transparent || address.contains("$")) {
            notes.not(bind.place(), bind.text(), "Pen's source is an address of this machine, or the client's");
        } else {
            int colon = NginxAddress.portColon(address);
            boolean hasPort = colon >= 0 && (address.startsWith("[") || address.indexOf(':') == colon);
            if (hasPort) {
                notes.approximately(bind.place(), bind.text(), "the port is the system's choice");
            }
            try {
                service.source = IpAddress.parse(NginxAddress.host(hasPort ? address.substring(0, colon) : address));
            } catch (ConfigException e) {
                throw bind.error("proxy_bind: " + e.getMessage());
            }
        }
    }
}
