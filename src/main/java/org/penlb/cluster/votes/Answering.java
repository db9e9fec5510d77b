package org.penlb.cluster.votes;

import org.penlb.health.ProbeResult;

/** Answers other instances that ask whether a server can be reached from here. */
record Answering(Electorate electorate, Evidence evidence) {
    void asked(long by, VoteMessage.Question question, long now) {
        if (electorate.isCutOff()) {
            answer(by, question.ballot(), ProbeResult.Plain.NOT_ASKED);
        } else {
            evidence.find(question.suspect(), now, (finding, _) -> answer(by, question.ballot(), finding));
        }
    }

    private void answer(long to, long ballot, ProbeResult finding) {
        electorate.send(to, VoteFormat.encode(new VoteMessage.Answer(ballot, said(finding))));
    }

    /** Who is cut off is no witness: it may have become so meanwhile. */
    private ProbeResult said(ProbeResult finding) {
        if (electorate.isCutOff()) {
            return ProbeResult.Plain.NOT_ASKED;
        }
        return switch (finding) {
            case ProbeResult.Bad(String reason) -> new ProbeResult.Bad(VoteFormat.reason(reason));
            case ProbeResult.Plain plain -> plain;
        };
    }
}
