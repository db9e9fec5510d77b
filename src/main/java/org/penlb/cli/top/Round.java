package org.penlb.cli.top;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of one round.
 *
 * @param service which of the pen's services it is about; null where the pen has only one, or does not tell
 * @param mode how servers are chosen, in the pen's words
 * @param clients of late; those of an earlier round, if they take long to ask for
 * @param notes what is not as it should be
 */
record Round(
        PenInfo pen,
        @Nullable ToldService service,
        String mode,
        Rates rates,
        ClientRates.Top clients,
        List<String> notes) {
    Round {
        notes = List.copyOf(notes);
    }
}
