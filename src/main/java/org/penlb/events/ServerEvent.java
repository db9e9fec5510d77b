package org.penlb.events;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.penlb.balance.Vote;
import org.penlb.config.Address;

/** What happened to a server of a service. Reasons are one line in an operator's words. */
public sealed interface ServerEvent extends NotableEvent {
    @Override
    String service();

    @Override
    Address server();

    /**
     * It refused, or did not answer in time, and is left alone for a while.
     *
     * @param leftAlone how long
     */
    record Ejected(String service, Address server, String reason, Duration leftAlone) implements ServerEvent {}

    /**
     * Several instances decided together that it cannot be reached, and it is left alone here, too.
     *
     * @param leftAlone how long from now on
     * @param votes who said what
     */
    record VotedOut(String service, Address server, String reason, Duration leftAlone, List<Vote> votes)
            implements ServerEvent {
        public VotedOut {
            votes = List.copyOf(votes);
        }
    }

    /**
     * Several instances decided together that it cannot be reached, and it is not left alone here all the same.
     *
     * @param reason what they say
     * @param why not
     */
    record KeptAgainstVote(String service, Address server, String reason, String why) implements ServerEvent {}

    /** It answers again after it was left alone. */
    record Restored(String service, Address server) implements ServerEvent {}

    /** A health check, or clients' queries, found it down. */
    record Down(String service, Address server, String reason) implements ServerEvent {}

    /** Health checks found it well again. */
    record Up(String service, Address server) implements ServerEvent {}

    /** It was found down, and nobody checks any more whether that is so. */
    record Unchecked(String service, Address server) implements ServerEvent {}

    /**
     * Sockets to it were of no use any more, and were opened anew.
     *
     * @param reason what has become of the way to it
     */
    record Reopened(String service, Address server, String reason) implements ServerEvent {}

    /**
     * Its name was looked up again, and stands for another address now.
     *
     * @param before where it was
     * @param now where it is
     */
    record Readdressed(String service, Address server, Address before, Address now) implements ServerEvent {}

    /**
     * Its name was looked up again, in vain.
     *
     * @param why what is the matter with the name
     * @param address where it was, and stays
     */
    record NotFound(String service, Address server, String why, Address address) implements ServerEvent {}

    /**
     * Somebody changed it.
     *
     * @param changes at least one; more if several servers of a service have this address
     */
    record Changed(String service, Address server, List<ServerChange> changes, Origin origin) implements ServerEvent {
        public Changed {
            changes = List.copyOf(changes);
        }
    }

    /**
     * Clients go on with another server because it failed them.
     *
     * @param to where the first one goes; null for those that followed, who go to any
     * @param clients how many, at least 1
     */
    record ClientsMoved(
            String service, Address server, @Nullable Address to, long clients, String reason) implements ServerEvent {}
}
