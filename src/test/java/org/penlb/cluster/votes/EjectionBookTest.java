package org.penlb.cluster.votes;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.penlb.balance.Vote;

/** Of each server the latest ejection, of which none is kept when it is over. */
class EjectionBookTest {
    private final EjectionBook book = new EjectionBook();

    private static VotedEjection ejection(int server, long began, Duration time) {
        return new VotedEjection(
                new Suspect("web", "10.0.0." + server + ":80"),
                "they say",
                began,
                time,
                List.of(new Vote("i1", Vote.Opinion.UNREACHABLE, "x"), new Vote("i2", Vote.Opinion.UNREACHABLE, "y")));
    }

    @Test
    void a_later_one_or_a_longer_one_is_news() {
        VotedEjection first = ejection(1, 1000, Duration.ofSeconds(1));
        assertThat(book.isNews(first, 1000)).isTrue();
        assertThat(book.isNews(first, 1000)).isFalse();
        assertThat(book.isNews(ejection(1, 900, Duration.ofSeconds(1)), 1000)).isFalse();
        VotedEjection longer = ejection(1, 900, Duration.ofSeconds(2));
        assertThat(book.isNews(longer, 1000)).isTrue();
        assertThat(book.all(1000)).containsExactly(longer);
        assertThat(book.of(longer.suspect(), 2899)).isEqualTo(longer);
        assertThat(book.of(longer.suspect(), 2900)).isNull();
        assertThat(book.all(2900)).isEmpty();
        book.tick(2900);
        assertThat(book.isNews(first, 1000)).isTrue();
    }

    @Test
    void if_there_are_too_many_the_one_that_ends_first_gives_way() {
        for (int i = 0; i <= EjectionBook.MOST; i++) {
            book.isNews(ejection(i, 1000, Duration.ofSeconds(i == 5 ? 1 : 2)), 1000);
        }
        assertThat(book.all(1000)).hasSize(EjectionBook.MOST);
        assertThat(book.of(ejection(5, 0, Duration.ofSeconds(1)).suspect(), 1000))
                .isNull();
    }
}
