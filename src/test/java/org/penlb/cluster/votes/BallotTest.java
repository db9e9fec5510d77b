package org.penlb.cluster.votes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.penlb.balance.Vote;
import org.penlb.health.ProbeResult;

/** What follows from who says what. */
class BallotTest {
    private static final ProbeResult REFUSED = new ProbeResult.Bad("refused");

    private static Ballot among(int others) {
        return new Ballot(7, new FakeElectorate(others).heard(), 100);
    }

    /** Each of the others says: n for not, r for reachable, ? for who cannot tell, - for nothing. */
    @ParameterizedTest
    @CsvSource({
        "n, OUT, OUT",
        "r, STAYS, STAYS",
        "?, NOBODY_KNOWS, NOBODY_KNOWS",
        "-, OPEN, NOBODY_KNOWS",
        "n-, OUT, OUT",
        "nr, OUT, OUT",
        "r-, OPEN, STAYS",
        "rr, STAYS, STAYS",
        "??, NOBODY_KNOWS, NOBODY_KNOWS",
        "?n, OUT, OUT",
        "?r, STAYS, STAYS",
        "nn--, OUT, OUT",
        "n--, OPEN, OUT",
        "nrr-, OPEN, STAYS",
        "nrrn, OUT, OUT",
        "nrr?, STAYS, STAYS",
        "rr--, OPEN, STAYS",
        "rrr-, STAYS, STAYS",
        "nn-?, OUT, OUT"
    })
    void it_is_decided_when_no_answer_can_change_it_or_the_time_is_over(
            String says, Ballot.Result before, Ballot.Result after) {
        Ballot ballot = among(says.length());
        for (int i = 0; i < says.length(); i++) {
            switch (says.charAt(i)) {
                case 'n' -> ballot.answered(i + 1, REFUSED);
                case 'r' -> ballot.answered(i + 1, ProbeResult.Plain.GOOD);
                case '?' -> ballot.answered(i + 1, ProbeResult.Plain.NOT_ASKED);
                default -> {}
            }
        }
        assertThat(ballot.result(99)).isEqualTo(before);
        assertThat(ballot.result(100)).isEqualTo(after);
    }

    @Test
    void strangers_and_second_thoughts_do_not_count() {
        Ballot ballot = among(2);
        ballot.answered(3, REFUSED);
        ballot.answered(1, ProbeResult.Plain.GOOD);
        ballot.answered(1, REFUSED);
        assertThat(ballot.result(0)).isEqualTo(Ballot.Result.OPEN);
        assertThat(ballot.words()).isEqualTo("1 of 2 instances cannot reach it");
    }

    @Test
    void who_said_what_comes_in_the_order_in_which_they_were_asked_after_the_one_who_asked() {
        Ballot ballot = among(4);
        ballot.answered(3, ProbeResult.Plain.GOOD);
        ballot.answered(2, ProbeResult.Plain.NOT_ASKED);
        ballot.answered(1, REFUSED);
        assertThat(ballot.words()).isEqualTo("2 of 3 instances cannot reach it");
        assertThat(ballot.votes(new Vote("me", Vote.Opinion.UNREACHABLE, "timed out")))
                .extracting(Vote::toString)
                .isEqualTo(List.of("me: timed out", "i1: refused", "i2: cannot tell", "i3: reachable"));
    }
}
