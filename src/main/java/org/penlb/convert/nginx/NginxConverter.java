package org.penlb.convert.nginx;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.penlb.convert.Converted;
import org.penlb.convert.Ledger;
import org.penlb.convert.Notes;
import org.penlb.convert.Surroundings;

/** Says in Pen's terms what the {@code stream} block of an nginx configuration says. */
public final class NginxConverter {
    /** More threads than any machine has use for. */
    private static final int MOST_LOOPS = 1024;

    private static final String STREAM = "stream";
    private static final Set<String> OTHERS = Set.of("http", "mail");
    /** What only servers of HTTP have. */
    private static final Set<String> OF_HTTP =
            Set.of("location", "root", "index", "try_files", "error_page", "server_name", "fastcgi_pass", "rewrite");

    private final Surroundings surroundings;
    private final Notes notes = new Notes();
    private final Ledger ledger = new Ledger();
    private final Map<String, NginxUpstream> upstreams = new HashMap<>();
    private final NginxRoutes routes = new NginxRoutes();
    private final NginxServices services;
    /** All that clients are sent to, by whatever name. */
    private final Set<String> targets = new HashSet<>();

    private int eventLoops;

    private NginxConverter(Surroundings surroundings) {
        this.surroundings = surroundings;
        eventLoops = surroundings.eventLoops();
        services = new NginxServices(surroundings, upstreams, routes, notes);
    }

    /**
     * @param file the file's name, for messages
     * @param text what is in it: a whole configuration, or what is included in a {@code stream} block
     * @throws org.penlb.config.ConfigException naming the line that nginx would not take either
     */
    public static Converted convert(String file, String text, Surroundings surroundings) {
        var converter = new NginxConverter(surroundings);
        List<Directive> all = new NginxIncludes(surroundings.files(), converter.notes, converter.ledger)
                .in(NginxParser.parse(file, text));
        NginxServices.gatherTargets(all, converter.targets);
        all.forEach(converter::count);
        converter.whole(all);
        return Converted.of(
                converter.services.parts(),
                converter.eventLoops,
                converter.surroundings,
                converter.notes,
                converter.ledger,
                () -> all.forEach(converter::settle));
    }

    /** Whether a block is about neither connections nor datagrams. */
    static boolean isOfOthers(Directive directive) {
        return OTHERS.contains(directive.name());
    }

    private void whole(List<Directive> all) {
        boolean isFragment = all.stream().noneMatch(one -> one.name().equals(STREAM) || isOfOthers(one))
                && all.stream().anyMatch(NginxConverter::isOfStream);
        if (isFragment) {
            stream(all.stream().filter(one -> !isMain(one)).toList());
            all.stream().filter(NginxConverter::isMain).forEach(this::main);
            return;
        }
        all.forEach(this::main);
        for (Directive directive : all) {
            if (directive.name().equals(STREAM)) {
                ledger.carried(directive);
                stream(directive.inside());
            }
        }
    }

    /** Whether it makes sense in a {@code stream} block alone: a server that passes connections on, not requests. */
    private static boolean isOfStream(Directive directive) {
        return directive.name().equals("server")
                && directive.block() != null
                && directive.inside().stream().anyMatch(one -> one.name().equals("proxy_pass"))
                && directive.inside().stream().noneMatch(one -> OF_HTTP.contains(one.name()));
    }

    private static boolean isMain(Directive directive) {
        return switch (directive.name()) {
            case "events", "worker_processes", "user", "pid", "daemon", "load_module", "error_log" -> true;
            default -> false;
        };
    }

    private void main(Directive directive) {
        switch (directive.name()) {
            case STREAM -> {} // when the rest is known
            case "worker_processes" -> {
                ledger.carried(directive);
                if (!directive.argument().equals("auto")) {
                    eventLoops = NginxUnits.number(directive, directive.name(), directive.argument(), 1, MOST_LOOPS);
                }
            }
            case "events" -> {
                ledger.carried(directive);
                directive.inside().forEach(this::leaveOut);
            }
            case "server", "upstream" -> {
                boolean http = directive.block() != null
                        && directive.inside().stream().anyMatch(one -> OF_HTTP.contains(one.name()));
                notes.missing(
                        directive.place(),
                        directive.text(),
                        http
                                ? "it is a part of http {}: Pen balances connections and datagrams, not requests of HTTP"
                                : "it stands outside of stream {}");
            }
            default -> leaveOut(directive);
        }
    }

    private void leaveOut(Directive directive) {
        String reason = NginxLeftOutReasons.of(directive.name());
        if (isOfOthers(directive) && NginxServices.hasListener(directive)) {
            notes.missing(directive.place(), directive.text(), reason);
        } else {
            notes.not(directive.place(), directive.text(), reason);
        }
    }

    /** What is said for all servers may stand behind them. */
    private void stream(List<Directive> directives) {
        var settings = new StreamSettings();
        List<Directive> servers = new ArrayList<>();
        for (Directive directive : directives) {
            switch (directive.name()) {
                case "upstream" -> upstream(directive);
                case "map" -> {
                    if (!routes.define(directive)) {
                        leaveOut(directive);
                    }
                }
                case "server" -> {
                    directive.inside();
                    servers.add(directive);
                }
                default -> {
                    if (!settings.take(directive)) {
                        leaveOut(directive);
                    }
                }
            }
        }
        services.expect(servers, eventLoops);
        servers.forEach(server -> services.add(server, new StreamSettings(settings)));
        routes.noteUnused(notes);
        for (Directive directive : directives) {
            if (directive.name().equals("upstream") && !services.isUsed(directive.argument())) {
                notes.not(directive.place(), directive.text(), "no server that is carried over uses it");
            }
        }
    }

    private void upstream(Directive directive) {
        if (upstreams.putIfAbsent(directive.argument(), NginxUpstream.read(directive)) != null) {
            throw directive.error("duplicate upstream \"" + directive.argument() + "\"");
        }
    }

    /** Counts what clients would miss. */
    private void count(Directive directive) {
        List<Directive> inside = directive.block();
        switch (directive.name()) {
            case "listen" -> ledger.count(Ledger.Kind.LISTENER, directive);
            case "allow", "deny" -> ledger.count(Ledger.Kind.RULE, directive);
            case "upstream" -> {
                if (inside != null && targets.contains(String.join(" ", directive.arguments()))) {
                    inside.stream()
                            .filter(one -> one.name().equals("server"))
                            .forEach(server -> ledger.count(Ledger.Kind.SERVER, server));
                }
            }
            default -> {
                if (inside != null) {
                    inside.forEach(this::count);
                }
            }
        }
    }

    /** What has its say is looked into; of the rest a note stands for all that is inside. */
    private void settle(Directive directive) {
        List<Directive> inside = directive.block();
        boolean isSaid = inside != null && inside.stream().anyMatch(one -> notes.areAbout(one, false));
        if (inside == null || !ledger.isCarried(directive)) {
            if (isSaid) {
                return; // why it is not
            }
            ledger.settle(directive, notes, false, "it has no effect on what is carried over");
        } else {
            inside.forEach(this::settle);
        }
    }
}
