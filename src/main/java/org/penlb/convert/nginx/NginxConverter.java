package org.penlb.convert.nginx;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.penlb.config.Address;
import org.penlb.config.ConfigException;
import org.penlb.config.Protocol;
import org.penlb.config.ServiceBuilder;
import org.penlb.config.ServiceConfig;
import org.penlb.convert.Converted;
import org.penlb.convert.ListenAt;
import org.penlb.convert.Notes;
import org.penlb.convert.Surroundings;
import org.penlb.convert.UniqueNames;

/** Says in Pen's terms what the {@code stream} block of an nginx configuration says. */
public final class NginxConverter {
    /** More threads than any machine has use for. */
    private static final int MOST_LOOPS = 1024;

    private final Surroundings surroundings;
    private final Notes notes = new Notes();
    private final UniqueNames names = new UniqueNames();
    private final Map<String, NginxUpstream> upstreams = new HashMap<>();
    private final List<ServiceConfig> services = new ArrayList<>();
    private final Set<String> used = new HashSet<>();
    private int eventLoops;

    private NginxConverter(Surroundings surroundings) {
        this.surroundings = surroundings;
        eventLoops = surroundings.eventLoops();
    }

    /**
     * @param file the file's name, for messages
     * @param text what is in it
     * @throws ConfigException naming the line that nginx would not take either
     */
    public static Converted convert(String file, String text, Surroundings surroundings) {
        var converter = new NginxConverter(surroundings);
        List<Directive> directives = NginxParser.parse(file, text);
        directives.forEach(converter::main);
        directives.stream()
                .filter(directive -> directive.name().equals("stream"))
                .forEach(stream -> converter.stream(stream.inside()));
        return Converted.of(converter.services, converter.eventLoops, converter.surroundings, converter.notes);
    }

    private void main(Directive directive) {
        switch (directive.name()) {
            case "stream" -> {} // when the rest is known
            case "worker_processes" -> {
                if (!directive.argument().equals("auto")) {
                    eventLoops = NginxUnits.number(directive, directive.name(), directive.argument(), 1, MOST_LOOPS);
                }
            }
            case "events" -> directive.inside().forEach(this::leaveOut);
            default -> leaveOut(directive);
        }
    }

    private void leaveOut(Directive directive) {
        notes.not(directive.place(), directive.text(), NginxLeftOutReasons.of(directive.name()));
    }

    /** What is said for all servers may stand behind them. */
    private void stream(List<Directive> directives) {
        var settings = new StreamSettings();
        for (Directive directive : directives) {
            switch (directive.name()) {
                case "upstream" -> upstream(directive);
                case "server" -> directive.inside();
                default -> {
                    if (!settings.take(directive)) {
                        leaveOut(directive);
                    }
                }
            }
        }
        for (Directive directive : directives) {
            if (directive.name().equals("server")) {
                server(directive, new StreamSettings(settings));
            }
        }
        for (Directive directive : directives) {
            if (directive.name().equals("upstream") && !used.contains(directive.argument())) {
                notes.not(directive.place(), directive.text(), "no server that is carried over uses it");
            }
        }
    }

    private void upstream(Directive directive) {
        if (upstreams.putIfAbsent(directive.argument(), NginxUpstream.read(directive)) != null) {
            throw directive.error("duplicate upstream \"" + directive.argument() + "\"");
        }
    }

    private void server(Directive block, StreamSettings settings) {
        List<ListenDirective> listens = new ArrayList<>();
        Directive pass = null;
        boolean answers = false;
        for (Directive directive : block.inside()) {
            switch (directive.name()) {
                case "listen" -> listens.add(ListenDirective.read(directive, notes));
                case "proxy_pass" -> {
                    if (pass != null) {
                        throw directive.error("\"proxy_pass\" directive is duplicate");
                    }
                    pass = directive;
                }
                default -> {
                    answers |= directive.name().equals("return");
                    if (!settings.take(directive)) {
                        leaveOut(directive);
                    }
                }
            }
        }
        if (listens.isEmpty()) {
            throw block.error("no \"listen\" is defined for server");
        }
        if (pass == null && answers) {
            return; // that it has no place here is said already
        }
        if (pass == null) {
            throw block.error("no \"proxy_pass\" in this server");
        }
        NginxUpstream upstream = upstream(pass, settings);
        if (upstream != null) {
            services(block, listens, pass, upstream, settings);
        }
    }

    /** Where the clients go; null if Pen cannot send them there. */
    private @Nullable NginxUpstream upstream(Directive pass, StreamSettings settings) {
        Directive preamble = settings.preamble();
        if (preamble != null) {
            notes.not(
                    preamble.place(),
                    preamble.text(),
                    "Pen sends servers what clients send, and no TLS or PROXY header; these servers are left out");
            return null;
        }
        String target = pass.argument();
        if (target.contains("$")) {
            notes.not(pass.place(), pass.text(), "Pen does not choose servers by a variable; this server is left out");
            return null;
        }
        NginxUpstream named = upstreams.get(target);
        used.add(target);
        return named == null ? NginxUpstream.single(pass) : named;
    }

    private void services(
            Directive block,
            List<ListenDirective> listens,
            Directive pass,
            NginxUpstream upstream,
            StreamSettings settings) {
        List<ListenAt> all =
                listens.stream().flatMap(listen -> listen.at().stream()).toList();
        for (ListenAt at : ListenAt.joined(all, notes)) {
            ListenDirective listen = listens.stream()
                    .filter(one -> one.at().contains(at))
                    .findFirst()
                    .orElseThrow();
            service(block, at, listen, pass, upstream, settings);
        }
    }

    private void service(
            Directive block,
            ListenAt at,
            ListenDirective listen,
            Directive pass,
            NginxUpstream upstream,
            StreamSettings settings) {
        Protocol protocol = at.datagrams() ? Protocol.UDP : Protocol.STREAM;
        String wish = upstreams.containsKey(pass.argument()) ? pass.argument() : name(at);
        var service = new ServiceBuilder(
                names.take(wish), at.address(), surroundings.capacity().clients(protocol, eventLoops));
        service.protocol = protocol;
        if (!upstream.fill(service, notes)) {
            notes.not(at.place(), at.directive(), "no server is left");
            return;
        }
        try {
            settings.fill(service, notes);
            if (protocol == Protocol.STREAM) {
                service.keepAlive |= listen.keepAlive();
                service.backlog = listen.backlog() == null ? service.backlog : listen.backlog();
            }
            ServiceConfig built = service.build();
            if (services.stream().anyMatch(other -> isSameSocket(other, built))) {
                throw at.place().error("duplicate \"" + at.address() + "\" address and port pair");
            }
            services.add(built);
        } catch (ConfigException e) {
            throw block.place().error(e);
        }
    }

    private static boolean isSameSocket(ServiceConfig one, ServiceConfig other) {
        return one.listen().equals(other.listen()) && one.protocol() == other.protocol();
    }

    private static String name(ListenAt at) {
        return switch (at.address()) {
            case Address.Inet inet -> (at.datagrams() ? "udp-" : "tcp-") + inet.port();
            case Address.Unix _ -> "unix";
        };
    }
}
