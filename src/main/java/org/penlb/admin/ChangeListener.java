package org.penlb.admin;

import org.jspecify.annotations.Nullable;
import org.penlb.config.PenConfig;
import org.penlb.config.command.ServiceCommand;
import org.penlb.events.Origin;

/** Is told what was changed while Pen runs. */
@FunctionalInterface
public interface ChangeListener {
    /**
     * Something was carried out, even if that made no difference. Called by somebody whose turn it is: not for long, and nothing
     * may come of it but that it was told.
     *
     * @param origin who asked for it
     * @param before what ran
     * @param after what runs now, with what was carried out once
     * @param asked the command that did it; null if it was none, or several
     */
    void changed(Origin origin, PenConfig before, PenConfig after, @Nullable ServiceCommand asked);
}
