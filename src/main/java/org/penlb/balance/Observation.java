package org.penlb.balance;

import java.util.List;

/** Something that was said or seen of a server, from which its {@link ServerHealth} follows. */
public sealed interface Observation {
    /**
     * The operator has it left alone, from now on. This takes the place of an earlier order, and of an ejection.
     *
     * @param nanos for how long, more than 0
     */
    record Blacklisted(long nanos) implements Observation {}

    /**
     * It refused a client, or did not answer in time: it is ejected, from now on.
     *
     * @param reason in an operator's words, one line
     * @param nanos for how long it is left alone, more than 0
     */
    record Failed(String reason, long nanos) implements Observation {}

    /**
     * Health checks, or the queries of clients, found that it is down, until checks find it well.
     *
     * @param reason in an operator's words, one line
     */
    record FoundDown(String reason) implements Observation {}

    /**
     * Several instances have voted it out. What was seen here since it failed the one that asked counts for more, and a good
     * check ends it as an answer does.
     *
     * @param reason in an operator's words, one line
     * @param age how long ago it failed, nanoseconds, 0 or more
     * @param left how long it is left alone still, nanoseconds, more than 0
     * @param votes at least one
     */
    record VotedOut(String reason, long age, long left, List<Vote> votes) implements Observation {
        public VotedOut {
            votes = List.copyOf(votes);
        }
    }

    /**
     * It answered a datagram. If it is ejected, what was asked before that and comes late proves nothing; who was asked since,
     * because there was nobody else, is back.
     *
     * @param askedAt when it was asked, on the balancer's clock
     */
    record AnsweredDatagram(long askedAt) implements Observation {}

    /** What needs no more words, nor an object each time. */
    enum Plain implements Observation {
        /** The operator ends whatever it is left alone for. */
        WHITELISTED,
        /** It accepted a connection: traffic has nothing against it any more. */
        ANSWERED,
        /** It owes answers to several, and nobody has done better: that proves nothing, but neither is it seen to be well. */
        SILENT,
        /** A check got a good answer, which is no verdict yet. */
        CHECK_WAS_GOOD,
        /** Health checks found that it is well. */
        FOUND_WELL,
        /** Nobody checks it any more. */
        NOT_CHECKED
    }
}
