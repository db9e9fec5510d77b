package org.penlb.cli.penctl;

import java.io.Serial;

/** A command that did not get its whole reply. The message is a line for the user and names the control port. */
final class ControlFailure extends Exception {
    @Serial
    private static final long serialVersionUID = 1;

    ControlFailure(String message) {
        super(message);
    }
}
