package org.penlb.events;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened and that an operator may want to know.
 *
 * @param number counts up from 1 for each event since the start
 * @param at when it was recorded
 * @param service the name of the service that it is about, or null if it is about Pen as a whole
 * @param server the address of the server that it is about, as it was configured, or null
 * @param text one line in an operator's words, of at most {@value #LONGEST_TEXT} characters
 */
public record Event(
        long number,
        Instant at,
        Kind kind,
        @Nullable String service,
        @Nullable String server,
        String text) {
    /** The longest text; what is longer is cut. */
    public static final int LONGEST_TEXT = 500;

    /** What happened. */
    public enum Kind {
        /** It refused, or did not answer in time, and is left alone for a while. */
        SERVER_FAILED("server-failed"),
        /** It answers again after it was left alone. */
        SERVER_BACK("server-back"),
        /** A health check found it down. */
        SERVER_DOWN("server-down"),
        /** A health check found it well again. */
        SERVER_UP("server-up"),
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
    }

    /** The event as the API shows it: every name is there, what is unknown is null. */
    public JsonObject toJson() {
        return new JsonObject()
                .put("number", number)
                .put("at", at.toString())
                .put("kind", kind.word())
                .put("service", service)
                .put("server", server)
                .put("text", text);
    }
}
