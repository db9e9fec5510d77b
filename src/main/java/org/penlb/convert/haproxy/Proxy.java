package org.penlb.convert.haproxy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.penlb.convert.Ledger;
import org.penlb.convert.Notes;
import org.penlb.convert.Statement;

/** What one frontend, backend or listen section says, or a section of defaults: its lines, sorted by what they are about. */
final class Proxy {
    private static final Set<String> SETTINGS =
            Set.of("balance", "maxconn", "default_backend", "backlog", "source", "stick-table");
    private static final Set<String> TIMEOUTS = Set.of("connect", "client", "server", "tunnel");
    private static final Set<String> OPTIONS = Set.of("tcpka", "clitcpka", "srvtcpka", "allbackups");
    private static final String TIMEOUT = "timeout ";
    private static final String OPTION = "option ";
    private static final String HELLOS = "Pen compares whole names (str), and endings that begin with a dot (end)";

    private final HaProxySection section;
    private final Notes notes = new Notes();
    private final Map<String, HaProxyLine> settings = new HashMap<>();
    /** Lines that say what the section is: they have their say if it is carried over. */
    private final List<HaProxyLine> own = new ArrayList<>();
    /** Lines of the defaults that it says otherwise. */
    private final Set<HaProxyLine> replaced = Collections.newSetFromMap(new IdentityHashMap<>());

    private final @Nullable Proxy defaults;
    private Set<Statement> read = Ledger.attempt();
    private final List<HaProxyLine> serverDefaults = new ArrayList<>();
    private final List<HaProxyLine> binds = new ArrayList<>();
    private final List<ServerLine> servers = new ArrayList<>();
    private final ClientConditions clients;
    private final HelloConditions hellos;
    /** The lines that define a condition, by its name. */
    private final Map<String, List<HaProxyLine>> acls = new HashMap<>();

    private final List<HaProxyLine> looks = new ArrayList<>();
    private final List<HaProxyLine> useBackends = new ArrayList<>();
    private final List<HaProxyLine> sticks = new ArrayList<>();
    private String mode = "tcp";
    private boolean disabled;

    /**
     * @param defaults what counts where the section itself says nothing; null if there is nothing
     * @param lists reads the files that conditions name
     */
    Proxy(HaProxySection section, @Nullable Proxy defaults, PatternFiles lists) {
        this.section = section;
        this.defaults = defaults;
        clients = new ClientConditions(notes, lists);
        hellos = new HelloConditions(lists);
        own.add(section.head());
        if (defaults != null) {
            notes.addAll(defaults.notes);
            settings.putAll(defaults.settings);
            serverDefaults.addAll(defaults.serverDefaults);
            mode = defaults.mode;
            disabled = defaults.disabled;
        }
        section.lines().forEach(this::take);
    }

    private void take(HaProxyLine line) {
        String keyword = line.keyword();
        switch (keyword) {
            case "mode" -> {
                mode = mode(line);
                own.add(line);
            }
            case "disabled", "enabled" -> {
                disabled = keyword.equals("disabled");
                own.add(line);
            }
            case "bind" -> {
                line.word(1, "an address and a port");
                binds.add(line);
            }
            case "server" -> servers.add(ServerLine.read(line, serverDefaults));
            case "default-server" -> serverDefaults.add(line);
            case "acl" -> {
                clients.define(line);
                acls.computeIfAbsent(line.words().get(1), _ -> new ArrayList<>())
                        .add(line);
                if (!hellos.define(line)) {
                    leaveOut(line, PatternFiles.isAsked(line) ? PatternFiles.UNREADABLE : HELLOS);
                }
            }
            case "use_backend" -> useBackends.add(line);
            case "stick" -> sticks.add(line);
            case "tcp-request" -> tcpRequest(line);
            case "timeout" -> {
                String name = line.word(1, "connect, client, server or another timeout");
                if (TIMEOUTS.contains(name)) {
                    var _ = Units.time(line, TIMEOUT + name, line.word(2, "a time"));
                    put(TIMEOUT + name, line);
                } else {
                    leaveOut(line);
                }
            }
            case "option" -> option(line);
            case "no" -> no(line);
            default -> {
                if (SETTINGS.contains(keyword)) {
                    line.word(1, "the value of " + keyword);
                    put(keyword, line);
                } else {
                    leaveOut(line);
                }
            }
        }
    }

    private void tcpRequest(HaProxyLine line) {
        String what = line.word(1, "connection, content, session or inspect-delay");
        boolean waits = what.equals("content") && hellos.isWaitForHello(line);
        if (what.equals("connection")) {
            clients.rule(line, aclsOf(line));
        } else if (waits || what.equals("inspect-delay")) {
            looks.add(line);
        } else {
            leaveOut(line);
        }
    }

    private static String mode(HaProxyLine line) {
        String mode = line.word(1, "tcp or http");
        return switch (mode) {
            case "tcp", "http" -> mode;
            default -> throw line.error("mode: \"" + mode + "\" is not tcp or http");
        };
    }

    private void option(HaProxyLine line) {
        String name = line.word(1, "the name of an option");
        if (OPTIONS.contains(name)) {
            put(OPTION + name, line);
        } else if (name.equals("redispatch")) {
            own.add(line); // a client of Pen goes on to the next server anyway
        } else {
            leaveOut(line);
        }
    }

    private void no(HaProxyLine line) {
        String name = line.words().size() > 2 ? line.words().get(2) : "";
        if (line.word(1, "option and its name").equals("option") && OPTIONS.contains(name)) {
            own.add(line);
            replace(settings.remove(OPTION + name));
        } else if (name.equals("redispatch")) {
            notes.approximately(line.place(), line.text(), "a client of Pen goes on to the next server");
        } else {
            own.add(line); // without something else is what Pen is anyway
        }
    }

    private void leaveOut(HaProxyLine line) {
        leaveOut(line, HaProxyLeftOutReasons.of(line));
    }

    private void leaveOut(HaProxyLine line, String reason) {
        if (line.keyword().equals("server-template") || line.keyword().equals("dispatch")) {
            notes.missing(line.place(), line.text(), reason);
        } else if (ClientConditions.keepsOut(line)) {
            notes.missing(line.place(), line.text(), reason + "; these clients come in");
        } else {
            notes.not(line.place(), line.text(), reason);
        }
    }

    private void put(String name, HaProxyLine line) {
        replace(settings.put(name, line));
    }

    /** What the section says for itself has its say in place of the defaults'. */
    private void replace(@Nullable HaProxyLine before) {
        if (before != null && section.lines().stream().noneMatch(before::equals)) {
            replaced.add(before);
        } else if (before != null) {
            notes.not(before.place(), before.text(), "a line behind it says otherwise");
        }
    }

    /** Has those lines that are read from now on counted as carried over, and with them what the section is. */
    void reads(Set<Statement> carried) {
        read = carried;
        for (Proxy each = this; each != null; each = each.defaults) {
            carried.addAll(each.own);
            carried.addAll(each.replaced);
        }
    }

    /** The definitions of the conditions that a line asks for. */
    List<HaProxyLine> aclsOf(HaProxyLine line) {
        return line.words().stream()
                .flatMap(word -> acls.getOrDefault(ClientConditions.affirmed(word), List.of()).stream())
                .toList();
    }

    /** The names of all that clients may be sent to, or the expressions that name them. */
    Stream<String> targets() {
        return Stream.concat(
                        section.lines().stream()
                                .filter(line -> line.keyword().equals("default_backend")
                                        || line.keyword().equals("use_backend")),
                        Stream.ofNullable(settings.get("default_backend"))) // that of the defaults, too
                .flatMap(line -> line.from(1).stream().limit(1));
    }

    HaProxySection section() {
        return section;
    }

    HaProxyLine head() {
        return section.head();
    }

    /** What its own lines and the defaults' say and Pen does not. */
    Notes notes() {
        return notes;
    }

    boolean isTcp() {
        return mode.equals("tcp");
    }

    boolean isDisabled() {
        return disabled;
    }

    List<HaProxyLine> binds() {
        return binds;
    }

    /** Whether clients speak TLS with it at one of its listeners. */
    boolean endsTls() {
        return binds.stream().anyMatch(line -> line.words().contains("ssl"));
    }

    List<ServerLine> servers() {
        return servers;
    }

    ClientConditions clients() {
        return clients;
    }

    HelloConditions hellos() {
        return hellos;
    }

    /** What has HAProxy wait for a client's hello: how long, and until when. */
    List<HaProxyLine> looks() {
        return looks;
    }

    List<HaProxyLine> useBackends() {
        return useBackends;
    }

    List<HaProxyLine> sticks() {
        return sticks;
    }

    @Nullable
    HaProxyLine setting(String name) {
        HaProxyLine line = settings.get(name);
        if (line != null) {
            read.add(line);
        }
        return line;
    }

    @Nullable
    HaProxyLine timeout(String name) {
        return setting(TIMEOUT + name);
    }

    boolean hasOption(String name) {
        return option(name) != null;
    }

    @Nullable
    HaProxyLine option(String name) {
        return setting(OPTION + name);
    }
}
