package org.penlb.service;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.penlb.balance.Server;
import org.penlb.balance.Vote;
import org.penlb.config.Address;
import org.penlb.events.EventText;
import org.penlb.events.Events;
import org.penlb.events.ServerEvent;

/**
 * Tells how a service's servers change for better or worse: in the log, and as events.
 *
 * @param service what the service is called at the time
 */
record ServerNews(Events events, Supplier<String> service) {
    private static final Logger LOG = System.getLogger(ServerNews.class.getName());

    /** It failed, and is left alone for so long. */
    void ejected(Server server, String reason, Duration leftAlone) {
        var ejected = new ServerEvent.Ejected(service.get(), addressOf(server), reason, leftAlone);
        LOG.log(Level.WARNING, "{0}: server {1}: {2}", service.get(), server, EventText.of(ejected));
        events.publish(ejected);
    }

    /** Several instances voted it out, and it is left alone for so long. */
    void votedOut(Server server, String reason, Duration leftAlone, List<Vote> votes) {
        var out = new ServerEvent.VotedOut(service.get(), addressOf(server), reason, leftAlone, votes);
        LOG.log(Level.WARNING, "{0}: server {1}: {2}", service.get(), server, EventText.of(out));
        events.publish(out);
    }

    /** Several instances voted it out, and it is not left alone all the same. */
    void keptAgainstVote(Server server, String reason, String why) {
        var kept = new ServerEvent.KeptAgainstVote(service.get(), addressOf(server), reason, why);
        LOG.log(Level.WARNING, "{0}: server {1}: {2}", service.get(), server, EventText.of(kept));
        events.publish(kept);
    }

    /** It answers after it was left alone. */
    void restored(Server server) {
        LOG.log(Level.INFO, "{0}: server {1} answers again", service.get(), server);
        events.publish(new ServerEvent.Restored(service.get(), addressOf(server)));
    }

    /** A health check, or clients' queries, found it down. */
    void down(Server server, String reason) {
        LOG.log(Level.WARNING, "{0}: server {1} is down: {2}", service.get(), server, reason);
        events.publish(new ServerEvent.Down(service.get(), addressOf(server), reason));
    }

    /** Health checks find it well again. */
    void up(Server server) {
        LOG.log(Level.INFO, "{0}: server {1} is well again", service.get(), server);
        events.publish(new ServerEvent.Up(service.get(), addressOf(server)));
    }

    /** It was down, and nobody checks any more whether that is so. */
    void unchecked(Server server) {
        events.publish(new ServerEvent.Unchecked(service.get(), addressOf(server)));
    }

    /** Sockets to it were of no use any more. */
    void reopened(Server server, String reason) {
        var reopened = new ServerEvent.Reopened(service.get(), addressOf(server), reason);
        LOG.log(Level.WARNING, "{0}: server {1}: {2}", service.get(), server, EventText.of(reopened));
        events.publish(reopened);
    }

    /** Its name stands for another address than before. */
    void readdressed(Server before, SocketAddress now) {
        var event = new ServerEvent.Readdressed(
                service.get(), addressOf(before), Address.of(before.address()), Address.of(now));
        LOG.log(Level.WARNING, "{0}: server {1}: {2}", service.get(), before, EventText.of(event));
        events.publish(event);
    }

    /** Its name was looked up again, in vain. */
    void notFound(Server server, NameTrouble trouble) {
        var event =
                new ServerEvent.NotFound(service.get(), addressOf(server), trouble.why(), Address.of(server.address()));
        LOG.log(Level.WARNING, "{0}: {1}; it stays at {2}", service.get(), trouble.reason(), event.address());
        events.publish(event);
    }

    private static Address addressOf(Server server) {
        return server.config().address();
    }
}
