package org.penlb.cluster.votes;

import org.penlb.health.ProbeResult;

/** What instances say to each other about suspects. */
sealed interface VoteMessage {
    /**
     * Can you reach it?
     *
     * @param ballot the asker's number for this round
     * @param reason why the asker cannot, one line
     */
    record Question(long ballot, Suspect suspect, String reason) implements VoteMessage {}

    /**
     * What an instance that was asked says.
     *
     * @param ballot as in the question
     * @param finding good if it can reach it, bad if it cannot; not asked if it cannot tell
     */
    record Answer(long ballot, ProbeResult finding) implements VoteMessage {}

    /** It is decided. */
    record Ejected(VotedEjection ejection) implements VoteMessage {}
}
