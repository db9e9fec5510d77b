package org.penlb.cluster.assignments;

import java.io.DataInputStream;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.penlb.balance.SharedClients;
import org.penlb.balance.SharedClientsWalk;
import org.penlb.cluster.wire.MessageType;
import org.penlb.cluster.wire.Post;

/** Answers what peers ask about the clients here. Each of them may have one question open; a newer one takes its place. */
final class Giver {
    /** How many places of a table are looked at for one page. */
    private static final int MOST_PLACES = 100_000;

    private static final int PART = 2_000;
    /** How many parts of a walk are one page at most: they may be short, or empty. */
    private static final int MOST_PARTS = 10;

    private final SharedServices services;
    private final Post post;
    private final Differing differs;
    private final ArrayDeque<Long> turns = new ArrayDeque<>();
    private final Map<Long, Question> questions = new HashMap<>();
    private final Map<Long, SharedClientsWalk> walks = new HashMap<>();

    /** Is told of peers who know other clients than this instance. */
    interface Differing {
        void with(long peer, long now);
    }

    private record Question(SumsQuestion asked, Sums here) {}

    Giver(SharedServices services, Post post, Differing differs) {
        this.services = services;
        this.post = post;
        this.differs = differs;
    }

    /** A peer asks for a page. */
    void changes(long peer, DataInputStream body) throws IOException {
        Pages.Changes asked = Pages.Changes.read(body);
        page(peer, asked, null);
    }

    /** A peer asks for a page of what differs. */
    void leaves(long peer, DataInputStream body) throws IOException {
        Pages.Leaves asked = Pages.Leaves.read(body);
        page(peer, asked.changes(), asked);
    }

    private void page(long peer, Pages.Changes asked, Pages.@Nullable Leaves only) {
        var writer = new ClientsWriter();
        int next = 0;
        SharedService service = services.get(asked.service());
        if (service != null && asked.from() >= 0) {
            SharedClients.Sink sink = (high, low, server, version) -> {
                if (only == null || only.leaves().get(Sums.leaf(high, low))) {
                    write(writer, asked.service(), service, high, low, server, version);
                }
            };
            next = asked.from();
            int looked = 0;
            do {
                next = service.clients().scan(next, PART, asked.after(), asked.upTo(), sink);
                looked += PART;
            } while (next != 0 && looked < MOST_PLACES && writer.size() + PART <= Pages.CLIENTS);
        }
        post.send(peer, MessageType.CLIENTS, Pages.Page.write(asked.exchange(), next, writer));
    }

    private static void write(
            ClientsWriter writer, String name, SharedService service, long high, long low, int server, long version) {
        String address = service.nameOf(server);
        if (address != null) {
            writer.add(name, address, high, low, version);
        }
    }

    /** A peer asks for all clients. */
    void all(long peer, DataInputStream body) throws IOException {
        Pages.All asked = Pages.All.read(body);
        var writer = new ClientsWriter();
        boolean more = false;
        int looked = 0;
        SharedService service = services.get(asked.service());
        if (service != null) {
            SharedClientsWalk walk = walks.get(peer);
            if (asked.first() || walk == null) {
                walk = service.clients().walk();
                walks.put(peer, walk);
            }
            SharedClients.Sink sink =
                    (high, low, server, version) -> write(writer, asked.service(), service, high, low, server, version);
            do {
                more = walk.next(PART, sink); // between two parts event loops get their turn
            } while (more && writer.size() + PART <= Pages.CLIENTS && looked++ < MOST_PARTS);
        }
        if (!more) {
            walks.remove(peer);
        }
        post.send(peer, MessageType.CLIENTS, Pages.Page.write(asked.exchange(), more ? 1 : 0, writer));
    }

    /** A peer asks what differs. */
    void sums(long peer, DataInputStream body) throws IOException {
        SumsQuestion asked = SumsQuestion.read(body);
        SharedService service = services.get(asked.service());
        if (service == null) {
            post.send(peer, MessageType.DIFFERENCES, SumsAnswer.unknown(asked.exchange()));
            return;
        }
        long after = services.after(service);
        if (after > asked.after()) {
            post.send(peer, MessageType.DIFFERENCES, SumsAnswer.later(asked.exchange(), after));
            return;
        }
        if (questions.put(peer, new Question(asked, service.sums(asked.after(), asked.upTo()))) == null) {
            turns.add(peer);
        }
    }

    /** Goes on with what takes long; whether there is more to do. */
    boolean work(long now) {
        Long peer = turns.peek();
        if (peer == null) {
            return false;
        }
        Question question = questions.get(peer);
        if (question == null || question.here().step()) {
            turns.remove();
            questions.remove(peer);
            if (question != null) {
                answer(peer, question, now);
            }
        }
        return !turns.isEmpty();
    }

    private void answer(long peer, Question question, long now) {
        var different = question.asked().differences(question.here());
        post.send(
                peer,
                MessageType.DIFFERENCES,
                SumsAnswer.compared(question.asked().exchange(), different, question.here()));
        if (!different.isEmpty()) {
            differs.with(peer, now);
        }
    }

    /** A peer is gone. */
    void forget(long peer) {
        walks.remove(peer);
        questions.remove(peer);
    }
}
