package org.penlb.convert.haproxy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.penlb.convert.Notes;

/** What one frontend, backend or listen section says, or a section of defaults: its lines, sorted by what they are about. */
final class Proxy {
    private static final Set<String> SETTINGS =
            Set.of("balance", "maxconn", "default_backend", "backlog", "source", "stick-table");
    private static final Set<String> TIMEOUTS = Set.of("connect", "client", "server", "tunnel");
    private static final Set<String> OPTIONS = Set.of("tcpka", "clitcpka", "srvtcpka", "allbackups");
    private static final String TIMEOUT = "timeout ";
    private static final String OPTION = "option ";

    private final HaProxySection section;
    private final Notes notes = new Notes();
    private final Map<String, HaProxyLine> settings = new HashMap<>();
    private final List<HaProxyLine> serverDefaults = new ArrayList<>();
    private final List<HaProxyLine> binds = new ArrayList<>();
    private final List<ServerLine> servers = new ArrayList<>();
    private final ClientConditions clients = new ClientConditions(notes);
    private final HelloConditions hellos = new HelloConditions();
    private final List<HaProxyLine> looks = new ArrayList<>();
    private final List<HaProxyLine> useBackends = new ArrayList<>();
    private final List<HaProxyLine> sticks = new ArrayList<>();
    private String mode = "tcp";
    private boolean disabled;

    /**
     * @param defaults what counts where the section itself says nothing; null if there is nothing
     */
    Proxy(HaProxySection section, @Nullable Proxy defaults) {
        this.section = section;
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
            case "mode" -> mode = mode(line);
            case "disabled" -> disabled = true;
            case "enabled" -> disabled = false;
            case "bind" -> {
                line.word(1, "an address and a port");
                binds.add(line);
            }
            case "server" -> servers.add(ServerLine.read(line, serverDefaults));
            case "default-server" -> serverDefaults.add(line);
            case "acl" -> {
                clients.define(line);
                hellos.define(line);
            }
            case "use_backend" -> useBackends.add(line);
            case "stick" -> sticks.add(line);
            case "tcp-request" -> tcpRequest(line);
            case "timeout" -> {
                String name = line.word(1, "connect, client, server or another timeout");
                if (TIMEOUTS.contains(name)) {
                    var _ = Units.time(line, TIMEOUT + name, line.word(2, "a time"));
                    settings.put(TIMEOUT + name, line);
                } else {
                    leaveOut(line);
                }
            }
            case "option" -> option(line);
            case "no" -> no(line);
            default -> {
                if (SETTINGS.contains(keyword)) {
                    line.word(1, "the value of " + keyword);
                    settings.put(keyword, line);
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
            clients.rule(line);
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
            settings.put(OPTION + name, line);
        } else if (!name.equals("redispatch")) { // a client of Pen goes on to the next server anyway
            leaveOut(line);
        }
    }

    private void no(HaProxyLine line) {
        String name = line.words().size() > 2 ? line.words().get(2) : "";
        if (line.word(1, "option and its name").equals("option") && OPTIONS.contains(name)) {
            settings.remove(OPTION + name);
        } else if (name.equals("redispatch")) {
            notes.approximately(line.place(), line.text(), "a client of Pen goes on to the next server");
        }
        // Without something else is what Pen is anyway.
    }

    private void leaveOut(HaProxyLine line) {
        notes.not(line.place(), line.text(), HaProxyLeftOutReasons.of(line));
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
        return settings.get(name);
    }

    @Nullable
    HaProxyLine timeout(String name) {
        return settings.get(TIMEOUT + name);
    }

    boolean hasOption(String name) {
        return settings.containsKey(OPTION + name);
    }

    @Nullable
    HaProxyLine option(String name) {
        return settings.get(OPTION + name);
    }
}
