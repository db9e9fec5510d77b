package org.penlb.convert.haproxy;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.penlb.convert.Notes;

/** Where the clients of frontends go: {@code use_backend}, {@code default_backend}, or servers of their own. */
final class HaProxyTargets {
    private final Map<String, Proxy> backends;
    private final Notes notes;

    HaProxyTargets(Map<String, Proxy> backends, Notes notes) {
        this.backends = backends;
        this.notes = notes;
    }

    /**
     * Where the clients of a frontend go: the first backend that is named without a condition; null if there is none.
     *
     * @param routes is given those that are named before that for some clients
     */
    @Nullable
    Proxy of(Proxy front, HaProxyRoutes routes) {
        HaProxyLine chosen = front.setting("default_backend");
        boolean isSettled = false;
        for (HaProxyLine line : front.useBackends()) {
            // Where what it comes to is no backend, HAProxy goes on with the next, too.
            if (isSettled) {
                notes.not(line.place(), line.text(), "a line before it takes all clients");
                continue;
            }
            if (line.word(1, "the name of a backend").contains("%")) {
                notes.missing(line.place(), line.text(), "Pen does not choose servers by an expression");
                continue;
            }
            if (line.words().size() == 2) {
                chosen = line;
                isSettled = true;
                continue;
            }
            List<HelloConditions.Asked> asked = front.hellos().condition(line.from(2));
            boolean isKnown = asked != null && asked.stream().noneMatch(HelloConditions.Asked::isAnything);
            if (asked == null || !isKnown) {
                notes.missing(
                        line.place(),
                        line.text(),
                        PatternFiles.isAsked(line)
                                ? PatternFiles.UNREADABLE
                                : "Pen routes by what a TLS hello asks for alone (req.ssl_sni, req.ssl_alpn, ssl_fc_sni)");
                continue;
            }
            if (asked.stream().anyMatch(one -> one.ended() != front.endsTls())) {
                notes.missing(
                        line.place(),
                        line.text(),
                        front.endsTls()
                                ? "HAProxy sees no hello where it ends TLS itself (ssl_fc_sni has the name there)"
                                : "ssl_fc_sni has no name where TLS is not ended (bind without ssl)");
                continue;
            }
            Proxy route = carriedOver(line, line);
            if (route != null) {
                routes.add(line, route, asked);
            }
        }
        HaProxyLine head = front.head();
        if (chosen == null) {
            if (!front.servers().isEmpty()) {
                return front;
            }
            if (routes.isEmpty()) {
                notes.missing(head.place(), head.text(), "it has no servers and no default_backend");
            }
            return null;
        }
        return carriedOver(chosen, head);
    }

    /**
     * The backend that a line names; null if it is not carried over.
     *
     * @param loses what is not carried over either, then
     */
    private @Nullable Proxy carriedOver(HaProxyLine line, HaProxyLine loses) {
        Proxy back = backends.get(line.word(1, "the name of a backend"));
        if (back == null) {
            throw line.error("no such backend: \"" + line.words().get(1) + "\"");
        }
        if (!back.isTcp() || back.isDisabled()) {
            notes.missing(loses.place(), loses.text(), "its backend is not carried over");
            return null;
        }
        return back;
    }
}
