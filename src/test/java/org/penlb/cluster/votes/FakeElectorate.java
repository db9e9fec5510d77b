package org.penlb.cluster.votes;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.penlb.health.ProbeResult;

/** Instances 1, 2, 3... besides this one, and what is sent to them. */
final class FakeElectorate implements Electorate {
    /** A message to one of them. */
    record Sent(long to, VoteMessage message) {}

    final List<Voter> heard = new ArrayList<>();
    final List<Sent> sent = new ArrayList<>();
    int known;

    FakeElectorate(int others) {
        for (int i = 1; i <= others; i++) {
            heard.add(new Voter(i, "i" + i));
        }
        known = others + 1;
    }

    @Override
    public String ownName() {
        return "me";
    }

    @Override
    public List<Voter> heard() {
        return heard;
    }

    @Override
    public int known() {
        return known;
    }

    @Override
    public void send(long instance, byte[] body) {
        sent.add(new Sent(instance, Objects.requireNonNull(VoteFormat.decode(body))));
    }

    /** What was sent since the last time. */
    List<Sent> take() {
        List<Sent> taken = List.copyOf(sent);
        sent.clear();
        return taken;
    }

    /** The questions that were sent since the last time. */
    List<VoteMessage.Question> questions() {
        return take().stream()
                .filter(each -> each.message() instanceof VoteMessage.Question)
                .map(each -> (VoteMessage.Question) each.message())
                .toList();
    }

    static byte[] answer(VoteMessage.Question question, ProbeResult finding) {
        return VoteFormat.encode(new VoteMessage.Answer(question.ballot(), finding));
    }
}
