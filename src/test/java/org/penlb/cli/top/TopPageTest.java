package org.penlb.cli.top;

import static org.assertj.core.api.Assertions.assertThat;
import static org.penlb.cli.top.SampleRounds.busy;
import static org.penlb.cli.top.SampleRounds.settings;
import static org.penlb.cli.top.SampleRounds.view;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TopPageTest {
    private static TopPage page(Round round, int width, int height, Key... keys) {
        return new TopPage(view(round, settings(keys), null), width, height);
    }

    @Test
    void a_usual_terminal() {
        assertThat(page(busy(3, 2), 80, 24).text()).isEqualTo("""
                pen 127.0.0.1:10080  web (tcp 0.0.0.0:80)  03:00:07  every 1 s  pid 4711
                conn 3  conn/s 1.2k  to/s 3.0k  from/s 150k  servers 3  failed 1  mode roundrobi
                 # address   port state        conn   max  hard weight  prio   to/s from/s share
                 0 10.0.0.0  8080 up              0   100     -      1     2      0      0    0%
                 1 10.0.0.1  8080 down: conn~     1   100     -      1     2   1.0k    50k   33%
                 2 10.0.0.2  8080 up              2   100     -      1     2   2.0k   100k   67%
                client     conn/s BYTES/S   to/s from/s connects  bytes
                192.0.2.1       2    1.0k   1.0k     10        4   1.0k
                192.0.2.0       1       0      0      0        2      0
                """);
    }

    @Test
    void a_small_terminal() {
        assertThat(page(busy(3, 2), 20, 5).text()).isEqualTo("""
                pen 127.0.0.1:10080
                conn 3  conn/s 1.2k
                 # address  state
                 0 10.0.0.0 up
                 1 10.0.0.1 down: c~
                """);
    }

    @Test
    void a_large_terminal_with_many_servers() {
        List<String> lines = page(busy(1000, 100), 200, 60, Key.PREVIOUS_ORDER, Key.PREVIOUS_ORDER)
                .text()
                .lines()
                .toList();
        assertThat(lines).hasSize(60);
        assertThat(String.join("\n", lines.subList(0, 5)) + "\n").isEqualTo("""
                pen 127.0.0.1:10080  web (tcp 0.0.0.0:80)  03:00:07  every 1 s  pid 4711
                conn 500k  conn/s 1.2k  to/s 500M  from/s 25G  servers 1-38 of 1000  failed 1  doubtful 900  mode roundrobin
                  # address     port state    conn   max  hard weight  prio   to/s from/s SHARE
                999 10.0.0.999  8080 up full   999   100     -      1     2   999k    50M    0%
                998 10.0.0.998  8080 up full   998   100     -      1     2   998k    50M    0%
                """);
        assertThat(String.join("\n", lines.subList(39, 43)) + "\n").isEqualTo("""
                963 10.0.0.963  8080 up full   963   100     -      1     2   963k    48M    0%
                962 10.0.0.962  8080 up full   962   100     -      1     2   962k    48M    0%
                client     conn/s BYTES/S   to/s from/s connects  bytes
                192.0.2.99    100    100k    99k    990      200   100k
                """);
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "1, 50", "3, 2", "20, 5", "39, 9", "80, 24", "200, 60", "1000, 1000"})
    void every_size_is_kept(int width, int height) {
        for (Key key : List.of(Key.NONE, Key.HELP, Key.CLIENTS)) {
            for (Round round : List.of(busy(0, 0), busy(1, 0), busy(1000, 300), busy(2, 300))) {
                List<Line> lines = page(round, width, height, key).lines();
                assertThat(lines).hasSizeLessThanOrEqualTo(height).allMatch(line -> line.length() <= width);
            }
        }
    }

    @Test
    void the_end_of_the_servers_can_be_scrolled_to() {
        var settings = settings();
        settings.shown(990, 5);
        settings.obey(Key.PAGE_DOWN);
        settings.obey(Key.PAGE_DOWN);
        TopPage page = new TopPage(view(busy(1000, 0), settings, null), 80, 24);
        assertThat(page.firstServer()).isEqualTo(979);
        assertThat(page.shownServers()).isEqualTo(21);
        assertThat(page.text()).contains("servers 980-1000 of 1000").contains("999 10.0.0.999");
    }

    @Test
    void a_pen_that_does_not_answer_is_told_first_and_its_values_are_old() {
        TopPage page = new TopPage(view(busy(3, 2), settings(), "cannot connect: connection refused"), 80, 24);
        assertThat(page.lines().getFirst().text()).startsWith("NO ANSWER for 12 s: cannot connect: connection refused");
        assertThat(page.lines().subList(1, page.lines().size()))
                .allMatch(line -> line.pieces().stream().allMatch(piece -> piece.style() == Style.OLD));
        assertThat(page.text()).contains("10.0.0.2");
        assertThat(new TopPage(view(null, settings(), "no"), 80, 24).text()).contains("waiting for the first reply");
    }

    @Test
    void what_is_wrong_is_said_in_words_too() {
        TopPage page = page(busy(3, 0), 80, 24, Key.PAUSE, Key.HELP);
        assertThat(page.text()).contains("PAUSED", "failed 1", "down: conn", "q quit", "h help");
        assertThat(page.lines().get(4).pieces()).allMatch(piece -> piece.style() == Style.BAD);
    }

    @Test
    void names_and_states_of_a_hostile_pen_are_cut_and_harmless() {
        var server = new ServerReading(
                0, "\u001b[2J" + "x".repeat(250), 1, 0, 0, 0, 0, 0, 0, 0, "down: \u009b\u202e\n" + "y".repeat(70), 5);
        var service = new ToldService("\u001b]0;x\u0007", "t\rp", "here");
        var round = new Round(
                new PenInfo("\u001bc", List.of(service)),
                service,
                "\u001bc",
                Rates.between(null, new Reading(0, List.of(server), Arrivals.UNKNOWN)),
                ClientRates.Top.NONE,
                List.of());
        assertThat(page(round, 80, 24).lines()).allMatch(line -> line.text().matches("[ -~]{1,80}"));
    }

    @Test
    void modes_are_what_is_on() {
        assertThat(Head.mode("no hash roundrobin no stubborn no weight prio")).isEqualTo("roundrobin prio");
        assertThat(Head.mode("no hash no")).isEqualTo("plain");
        assertThat(Head.mode("")).isEqualTo("plain");
    }
}
