package org.penlb.cli.penctl;

import java.io.Serial;

/** A command that did not get its whole reply. The message is a line for the user and names the control port. */
public final class ControlFailure extends Exception {
    @Serial
    private static final long serialVersionUID = 1;

    private final boolean late;

    ControlFailure(String message) {
        this(message, false);
    }

    ControlFailure(String message, boolean late) {
        super(message);
        this.late = late;
    }

    /** Whether time ran out. */
    public boolean isLate() {
        return late;
    }
}
