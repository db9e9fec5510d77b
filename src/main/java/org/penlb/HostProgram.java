package org.penlb;

import io.vertx.core.Vertx;
import io.vertx.core.shareddata.LocalMap;
import io.vertx.core.shareddata.Shareable;
import org.penlb.config.DebugConfig;
import org.penlb.config.PenConfig;

/** What a Pen asks of the program that it is in. As it stands, that of somebody who knows nothing of it. */
public interface HostProgram {
    /** Nobody who could do any of that. */
    HostProgram NONE = new HostProgram() {};

    /** Says what a Pen that is deployed by its name asks. */
    static void of(Vertx vertx, HostProgram program) {
        programs(vertx).put(Named.KEY, new Named(program));
    }

    /** What was said so; {@link #NONE} if nothing was. */
    static HostProgram of(Vertx vertx) {
        Named named = programs(vertx).get(Named.KEY);
        return named == null ? NONE : named.program();
    }

    private static LocalMap<String, Named> programs(Vertx vertx) {
        return vertx.sharedData().getLocalMap("org.penlb.program");
    }

    /** As Vert.x keeps it. */
    record Named(HostProgram program) implements Shareable {
        private static final String KEY = "program";
    }

    /** Is told how much is to be logged. */
    default void debug(DebugConfig wanted) {
        // its log is its own
    }

    /** Ends the program. */
    default void exit() {
        // nobody may end it but itself
    }

    /** Whether {@link #settle} makes it another user, or has it work in another root directory: logs are opened after that. */
    default boolean changesPlace() {
        return false;
    }

    /**
     * Tries what will be opened after {@link #settle}; called before the listeners are open, on a thread that may wait. What it
     * throws ends the start.
     *
     * @param config what is to run, with what its file of commands has changed
     */
    default void rehearse(PenConfig config) {
        // nothing will be
    }

    /**
     * Gives up what only the opening of listeners needed; called once they are open, on a thread that may wait. What it throws
     * ends the start.
     *
     * @param config what is to run
     */
    default void settle(PenConfig config) {
        // it stays who it is
    }

    /** Whether it gives up being root in {@link #settle}, or its operator insists on being root. */
    default boolean mayCommandAsRoot() {
        return false;
    }

    /** Whether it undeploys Pen itself when a signal ends it. Otherwise Pen sees to its end itself. */
    default boolean endsInOrder() {
        return false;
    }

    /** HUP has come: all that can change is read again from now on. */
    default void reloading() {
        // nobody else wants to know
    }

    /** All is read again. */
    default void reloaded() {
        // nobody else wants to know
    }
}
