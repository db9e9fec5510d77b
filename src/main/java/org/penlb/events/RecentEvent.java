package org.penlb.events;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An event as it is kept and shown.
 *
 * @param number counts up from 1 for each event since the start
 * @param at when it was recorded
 * @param event what happened
 */
public record RecentEvent(long number, Instant at, NotableEvent event) {
    /** The longest text; what is longer is cut. */
    public static final int LONGEST_TEXT = 500;

    private static final Pattern CONTROLS = Pattern.compile("\\p{Cntrl}+");

    /** What kinds of events the page and the API tell apart. */
    public enum Kind {
        /** It refused, or did not answer in time, and is left alone for a while. */
        SERVER_FAILED("server-failed"),
        /** It answers again after it was left alone. */
        SERVER_BACK("server-back"),
        /** A health check found it down. */
        SERVER_DOWN("server-down"),
        /** A health check found it well again. */
        SERVER_UP("server-up"),
        /** Several instances decided together whether it is left alone. */
        VOTE("vote"),
        /** The way to it has changed. */
        NETWORK_CHANGED("network-changed"),
        /** The operator changed it. */
        SERVER_CHANGED("server-changed"),
        /** Clients were given another server because this one failed. */
        FAILOVER("failover"),
        /** A service takes clients at an address, the first or another one. */
        SERVICE_OPENED("service-opened"),
        /** A service takes no more clients. */
        SERVICE_CLOSED("service-closed"),
        /** Another configuration was applied. */
        RELOADED("reloaded"),
        /** Another configuration could not be applied, and nothing was. */
        RELOAD_REFUSED("reload-refused"),
        /** Certificates were read again, or could not be. */
        CERTIFICATES("certificates"),
        /** The operator changed something other than a server. */
        COMMAND("command");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        /** What the page and the API call it. */
        public String word() {
            return word;
        }

        private static Kind of(NotableEvent event) {
            return switch (event) {
                case ServerEvent.Ejected _ -> SERVER_FAILED;
                case ServerEvent.Restored _ -> SERVER_BACK;
                case ServerEvent.Down _ -> SERVER_DOWN;
                case ServerEvent.Up _, ServerEvent.Unchecked _ -> SERVER_UP;
                case ServerEvent.VotedOut _, ServerEvent.KeptAgainstVote _ -> VOTE;
                case ServerEvent.Reopened _, ServerEvent.Readdressed _, ServerEvent.NotFound _ -> NETWORK_CHANGED;
                case ServerEvent.Changed _, ServiceEvent.ServersChanged _ -> SERVER_CHANGED;
                case ServerEvent.ClientsMoved _ -> FAILOVER;
                case ServiceEvent.Opened _ -> SERVICE_OPENED;
                case ServiceEvent.Closed _, ServiceEvent.Ending _ -> SERVICE_CLOSED;
                case ServiceEvent.CertificatesRead _,
                        ServiceEvent.CertificatesRefused _,
                        ConfigEvent.PageCertificatesRead _,
                        ConfigEvent.PageCertificatesRefused _ -> CERTIFICATES;
                case ConfigEvent.Reloaded _ -> RELOADED;
                case ConfigEvent.ReloadRefused _ -> RELOAD_REFUSED;
                case ServiceEvent.ConnectionClosed _, ConfigEvent.SettingsChanged _, ConfigEvent.DebugChanged _ ->
                    COMMAND;
            };
        }
    }

    public Kind kind() {
        return Kind.of(event);
    }

    /** The name of the service that it is about, or null if it is about Pen as a whole. */
    public @Nullable String service() {
        return event.service();
    }

    /** The address of the server that it is about, as it was configured, or null. */
    public @Nullable String server() {
        return event.server() == null ? null : event.server().toString();
    }

    /** One line in an operator's words, of at most {@value #LONGEST_TEXT} characters. */
    public String text() {
        String line = CONTROLS.matcher(EventText.of(event).strip()).replaceAll(" ");
        return line.length() <= LONGEST_TEXT ? line : line.substring(0, LONGEST_TEXT - 1) + "…";
    }

    /** The event as the API shows it: every name is there, what is unknown is null. */
    public JsonObject toJson() {
        return new JsonObject()
                .put("number", number)
                .put("at", at.toString())
                .put("kind", kind().word())
                .put("service", service())
                .put("server", server())
                .put("text", text());
    }
}
