package org.penlb.events;

import java.util.stream.Collectors;
import org.penlb.balance.Vote;

/** How events read: what a person sees of them, on the page, in the API's answers and in the log. */
public final class EventText {
    private EventText() {}

    /** A line in an operator's words, of any length; of problems with a configuration, a line for each. */
    public static String of(NotableEvent event) {
        String text = switch (event) {
            case ServerEvent server -> server(server);
            case ServiceEvent service -> service(service);
            case ConfigEvent config -> config(config);
        };
        return isOfPeer(event) ? text + "; ordered at another instance" : text;
    }

    private static boolean isOfPeer(NotableEvent event) {
        return switch (event) {
            case ServerEvent.Changed changed -> changed.origin() == Origin.PEER;
            case ServiceEvent.ServersChanged changed -> changed.origin() == Origin.PEER;
            case ConfigEvent.SettingsChanged changed -> changed.origin() == Origin.PEER;
            default -> false; // all else is done where it is asked for
        };
    }

    private static String server(ServerEvent event) {
        return switch (event) {
            case ServerEvent.Ejected ejected ->
                ejected.reason() + "; left alone for " + ejected.leftAlone().toSeconds() + " s";
            case ServerEvent.VotedOut out ->
                out.reason() + "; left alone for " + out.leftAlone().toSeconds() + " s ("
                        + out.votes().stream().map(Vote::toString).collect(Collectors.joining(", ")) + ")";
            case ServerEvent.KeptAgainstVote kept -> kept.reason() + "; that is not followed here: " + kept.why();
            case ServerEvent.Restored _ -> "answers again";
            case ServerEvent.Down down -> down.reason();
            case ServerEvent.Up _ -> "is well again";
            case ServerEvent.Unchecked _ -> "is not checked any more";
            case ServerEvent.Reopened reopened -> reopened.reason() + "; its sockets are opened anew";
            case ServerEvent.Readdressed moved ->
                "its name stands for " + moved.now() + " now, no longer for " + moved.before();
            case ServerEvent.NotFound notFound -> notFound.why() + "; it stays at " + notFound.address();
            case ServerEvent.Changed changed ->
                changed.changes().stream().map(EventText::change).collect(Collectors.joining("; "));
            case ServerEvent.ClientsMoved moved -> moved.reason() + ": " + movedClients(moved);
        };
    }

    private static String movedClients(ServerEvent.ClientsMoved moved) {
        if (moved.to() != null) {
            return "a client goes on with server " + moved.to();
        }
        String clients = moved.clients() == 1 ? "1 more client goes" : moved.clients() + " more clients go";
        return clients + " on with other servers";
    }

    private static String change(ServerChange change) {
        return switch (change) {
            case ServerChange.Added() -> "added";
            case ServerChange.Removed() -> "removed";
            case ServerChange.Configured configured -> configured(configured);
            case ServerChange.Blacklisted(var duration) ->
                duration.isZero()
                        ? "the operator ends its blacklisting"
                        : "left alone for " + duration.toSeconds() + " s by the operator";
        };
    }

    private static String configured(ServerChange.Configured change) {
        String settings = change.settings().stream()
                .map(setting -> setting.name() + " " + setting.after() + " (was " + setting.before() + ")")
                .collect(Collectors.joining(", "));
        if (change.takesClients() == null) {
            return settings;
        }
        String state = change.takesClients() ? "takes clients" : "draining";
        return settings.isEmpty() ? state : state + ", " + settings;
    }

    private static String service(ServiceEvent event) {
        return switch (event) {
            case ServiceEvent.Opened opened ->
                "clients come in at " + opened.listen()
                        + (opened.before() == null ? "" : ", no longer at " + opened.before());
            case ServiceEvent.Closed closed -> "no more clients come in at " + closed.listen();
            case ServiceEvent.Ending _ -> "no more clients come in: Pen is ending";
            case ServiceEvent.ServersChanged changed -> changed.servers() + " servers are changed";
            case ServiceEvent.CertificatesRead read -> "certificates are read again: " + read.certificates();
            case ServiceEvent.CertificatesRefused refused -> refused.problem() + "; the certificates stay as they were";
            case ServiceEvent.ConnectionClosed closed ->
                "connection " + closed.number() + " of client " + closed.client() + " is closed by the operator";
        };
    }

    private static String config(ConfigEvent event) {
        return switch (event) {
            case ConfigEvent.SettingsChanged changed ->
                "changed: "
                        + changed.settings().stream()
                                .map(setting -> setting.value() == null
                                        ? setting.name()
                                        : setting.name() + " " + setting.value())
                                .collect(Collectors.joining(", "));
            case ConfigEvent.DebugChanged _ -> "debug is changed";
            case ConfigEvent.PageCertificatesRead read ->
                "certificates of the page are read again: " + read.certificates();
            case ConfigEvent.PageCertificatesRefused refused ->
                refused.problem() + "; the certificates of the page stay as they were";
            case ConfigEvent.Reloaded reloaded ->
                reloaded.file() == null ? "another configuration is applied" : reloaded.file() + " is applied";
            case ConfigEvent.ReloadRefused refused -> refused.problems();
        };
    }
}
