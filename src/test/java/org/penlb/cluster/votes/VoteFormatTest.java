package org.penlb.cluster.votes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.penlb.balance.Vote;
import org.penlb.health.ProbeResult;

/** What is sent comes out as it went in, and nothing else comes in. */
class VoteFormatTest {
    private static final Suspect WEB = new Suspect("web", "10.0.0.1:80");
    private static final Vote ME = new Vote("me", Vote.Opinion.UNREACHABLE, "refused");
    private static final Vote YOU = new Vote("you", Vote.Opinion.UNREACHABLE, "timed out");
    private static final Vote HE = new Vote("he", Vote.Opinion.REACHABLE, null);
    private static final Vote SHE = new Vote("she", Vote.Opinion.UNKNOWN, null);

    @Provide
    static Arbitrary<VoteMessage> messages() {
        Arbitrary<String> names =
                Arbitraries.strings().alpha().numeric().withChars(".:/ü€").ofMaxLength(60);
        Arbitrary<String> reasons = Arbitraries.strings().ofMaxLength(200).map(VoteFormat::reason);
        Arbitrary<Suspect> suspects = Combinators.combine(names, names).as(Suspect::new);
        Arbitrary<ProbeResult> findings =
                Arbitraries.oneOf(reasons.map(ProbeResult.Bad::new), Arbitraries.of(ProbeResult.Plain.values()));
        Arbitrary<List<Vote>> votes = Combinators.combine(names, findings)
                .as(Findings::vote)
                .list()
                .ofMaxSize(VoteFormat.MOST_VOTES)
                .map(some -> some.stream()
                        .filter(vote -> vote.opinion() != Vote.Opinion.REACHABLE)
                        .toList())
                .filter(some -> some.stream()
                                .filter(vote -> vote.opinion() == Vote.Opinion.UNREACHABLE)
                                .count()
                        >= 2);
        return Arbitraries.oneOf(
                Combinators.combine(Arbitraries.longs(), suspects, reasons).as(VoteMessage.Question::new),
                Combinators.combine(Arbitraries.longs(), findings).as(VoteMessage.Answer::new),
                Combinators.combine(
                                suspects,
                                reasons,
                                Arbitraries.longs().greaterOrEqual(0),
                                Arbitraries.longs().between(1, 86_400_000).map(Duration::ofMillis),
                                votes)
                        .as(VotedEjection::new)
                        .map(VoteMessage.Ejected::new));
    }

    @Property(tries = 300)
    void what_is_sent_comes_out_and_nothing_that_is_cut_or_longer(@ForAll("messages") VoteMessage message) {
        byte[] bytes = VoteFormat.encode(message);
        assertThat(VoteFormat.decode(bytes)).isEqualTo(message);
        assertThat(VoteFormat.decode(Arrays.copyOf(bytes, bytes.length + 1))).isNull();
        for (int length = 0; length < bytes.length; length += 1 + length / 16) {
            assertThat(VoteFormat.decode(Arrays.copyOf(bytes, length))).isNull();
        }
    }

    @Property(tries = 1000)
    void garbage_is_refused_or_is_a_message(
            @ForAll("messages") VoteMessage message, @ForAll int at, @ForAll byte value) {
        byte[] bytes = VoteFormat.encode(message);
        bytes[Math.floorMod(at, bytes.length)] = value;
        VoteMessage read = VoteFormat.decode(bytes);
        if (read != null) {
            assertThat(VoteFormat.decode(VoteFormat.encode(read))).isEqualTo(read);
        }
    }

    @Example
    void what_is_kept_in_a_map_is_an_ejection_and_nothing_else() {
        var ejection =
                new VotedEjection(WEB, "2 of 3 cannot", 1_000, Duration.ofSeconds(30), List.of(ME, YOU, HE, SHE));
        assertThat(VotedEjection.decode(ejection.encode())).isEqualTo(ejection);
        assertThat(VotedEjection.decode(VoteFormat.encode(new VoteMessage.Answer(1, ProbeResult.Plain.GOOD))))
                .isNull();
        assertThat(VotedEjection.decode(new byte[0])).isNull();
    }

    @Example
    void an_ejection_that_nobody_may_have_decided_is_none() {
        for (List<Vote> votes : List.of(List.<Vote>of(), List.of(ME), List.of(ME, SHE), List.of(ME, YOU, HE, HE))) {
            assertThatThrownBy(() -> new VotedEjection(WEB, "no", 0, Duration.ofSeconds(1), votes))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> new VotedEjection(WEB, "no", 0, Duration.ZERO, List.of(ME, YOU)))
                .isInstanceOf(IllegalArgumentException.class);
        byte[] decided = new VotedEjection(WEB, "", 0, Duration.ofSeconds(1), List.of(ME, YOU)).encode();
        byte[] two = {0, 2};
        int votes = decided.length - (2 + 2 + 1 + 2 + 7) - (2 + 3 + 1 + 2 + 9) - two.length;
        assertThat(Arrays.copyOfRange(decided, votes, votes + 2)).isEqualTo(two);
        byte[] one = Arrays.copyOf(decided, votes + 2 + (2 + 2 + 1 + 2 + 7));
        one[votes + 1] = 1;
        assertThat(VoteFormat.decode(one)).isNull();
    }

    @Example
    void a_reason_is_one_line_and_not_too_long() {
        assertThat(VoteFormat.reason(" con\nnection\u0007refused ")).isEqualTo("con nection refused");
        assertThat(VoteFormat.reason("\ud800x")).isEqualTo("x");
        assertThat(VoteFormat.reason("😀".repeat(1000))).isEqualTo("😀".repeat(100));
        byte[] question = VoteFormat.encode(new VoteMessage.Question(1, WEB, "a reason"));
        question[question.length - 1] = '\n';
        assertThat(VoteFormat.decode(question)).isNull();
        question[question.length - 1] = (byte) 0xff;
        assertThat(VoteFormat.decode(question)).as("not UTF-8").isNull();
    }

    @Example
    void a_name_that_is_too_long_cannot_be_told() {
        assertThat(VoteFormat.canTell(WEB)).isTrue();
        var longest = new Suspect("x".repeat(VoteFormat.LONGEST_NAME), "x");
        assertThat(VoteFormat.canTell(longest)).isTrue();
        assertThat(VoteFormat.decode(VoteFormat.encode(new VoteMessage.Question(1, longest, ""))))
                .isNotNull();
        var longer = new Suspect("x", "x".repeat(VoteFormat.LONGEST_NAME + 1));
        assertThat(VoteFormat.canTell(longer)).isFalse();
        assertThat(VoteFormat.canTell(new Suspect("a\nb", "x"))).isFalse();
        assertThatThrownBy(() -> VoteFormat.encode(new VoteMessage.Question(1, longer, "")))
                .isInstanceOf(UncheckedIOException.class);
    }
}
