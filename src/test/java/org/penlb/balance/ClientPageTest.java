package org.penlb.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.penlb.config.ConfigException;
import org.penlb.config.IpAddress;

class ClientPageTest {
    private static final int MILLION = 1_000_000;
    /** So close to the largest number that tests cross it: a clock may start anywhere. */
    private static final long START = Long.MAX_VALUE - 2;

    private static long time(int sinceStart) {
        return START + sinceStart;
    }

    private static ClientTable table(int clients) {
        var table = new ClientTable(clients, Duration.ZERO);
        for (int i = 0; i < clients; i++) {
            table.used(Scene.client(i), 0, time(i));
        }
        return table;
    }

    private static List<IpAddress> clients(ClientPage page) {
        return page.clients().stream().map(ClientTable.Entry::client).toList();
    }

    /** Reads page after page as a web page would: the cursor goes out as text and comes back. */
    private static List<IpAddress> all(ClientTable table, String prefix, int limit) {
        var all = new ArrayList<IpAddress>();
        ClientPage page = ClientPage.of(table, prefix, null, limit);
        all.addAll(clients(page));
        while (page.next() != null) {
            page = ClientPage.of(table, prefix, ClientCursor.parse(page.next().toString()), limit);
            all.addAll(clients(page));
        }
        return all;
    }

    @Example
    void an_empty_table_has_one_empty_page() {
        ClientPage page = ClientPage.of(new ClientTable(5, Duration.ZERO), "", null, 10);
        assertThat(page).isEqualTo(new ClientPage(List.of(), null, 0, 0));
    }

    @Property(tries = 50)
    void pages_show_everyone_once_the_most_recent_first(
            @ForAll @IntRange(min = 0, max = 60) int count, @ForAll @IntRange(min = 1, max = 70) int limit) {
        ClientTable table = table(Math.max(1, count));
        List<IpAddress> expected =
                Scene.recent(table, 100).stream().map(ClientTable.Entry::client).toList();
        assertThat(all(table, "", limit)).isEqualTo(expected);
        assertThat(all(table, "10.0.0.", limit)).isEqualTo(expected);
    }

    @Property(tries = 50)
    void a_search_finds_all_that_start_so_and_no_other(@ForAll @IntRange(min = 1, max = 70) int limit) {
        ClientTable table = table(300);
        List<IpAddress> expected = Scene.recent(table, 300).stream()
                .map(ClientTable.Entry::client)
                .filter(client -> client.toString().startsWith("10.0.0.2"))
                .toList();
        assertThat(all(table, " 10.0.0.2", limit))
                .hasSameSizeAs(expected)
                .containsExactlyInAnyOrderElementsOf(expected);
        assertThat(all(table, "10.0.0.2", limit).getFirst())
                .as("a whole address is first")
                .isEqualTo(Scene.client(2));
    }

    @Example
    void the_page_that_shows_the_last_client_has_no_next() {
        assertThat(ClientPage.of(table(3), "", null, 3).next()).isNull();
        assertThat(ClientPage.of(table(3), "", null, 2).next()).isNotNull();
        assertThat(ClientPage.of(table(3), "", null, 2).total()).isEqualTo(3);
    }

    @Example
    void an_IPv6_address_is_found_however_it_is_written() {
        var table = new ClientTable(9, Duration.ZERO);
        table.used(IpAddress.parse("2001:db8::1"), 4, 0);
        table.used(IpAddress.parse("2001:db8::12"), 4, 0);
        assertThat(clients(ClientPage.of(table, "2001:DB8:0:0::1", null, 9)))
                .containsExactly(IpAddress.parse("2001:db8::1"));
        assertThat(clients(ClientPage.of(table, "2001:DB8::1", null, 9)))
                .containsExactly(IpAddress.parse("2001:db8::1"), IpAddress.parse("2001:db8::12"));
    }

    /** However many there are: a page walks past a bounded number of them, and holds the table for a small part at a time. */
    @Test
    void a_million_clients_are_bounded_work() {
        ClientTable table = table(MILLION);
        ClientPage first = ClientPage.of(table, "", null, 50);
        assertThat(first.walked()).isEqualTo(50);
        assertThat(first.total()).isEqualTo(MILLION);
        assertThat(clients(first).getFirst()).isEqualTo(Scene.client(MILLION - 1));

        ClientPage nobody = ClientPage.of(table, "192.0.2.", null, 50);
        assertThat(nobody.clients()).isEmpty();
        assertThat(nobody.walked()).isEqualTo(ClientPage.MOST_WALKED);
        assertThat(nobody.next()).isNotNull();
        assertThat(table.after(ClientCursor.START, ClientPage.MOST_PER_TURN)).hasSize(ClientPage.MOST_PER_TURN);

        ClientPage exact = ClientPage.of(table, Scene.client(7).toString(), null, 1);
        assertThat(exact.walked()).as("a whole address is looked up").isZero();
        assertThat(clients(exact)).containsExactly(Scene.client(7));

        assertThat(all(table, "10.0.0.", 500))
                .as("those that came first of all")
                .hasSize(256);
        assertThat(new HashSet<>(all(table, "", 500))).hasSize(MILLION);
    }

    /** Where the reader was is gone: it was used again, or another client has its place. */
    @Example
    void goes_on_where_it_was_though_the_last_one_shown_has_moved() {
        ClientTable table = table(10);
        ClientPage first = ClientPage.of(table, "", null, 3);
        assertThat(clients(first)).containsExactly(Scene.client(9), Scene.client(8), Scene.client(7));
        table.used(Scene.client(7), 0, time(20));
        assertThat(clients(ClientPage.of(table, "", first.next(), 3)))
                .containsExactly(Scene.client(6), Scene.client(5), Scene.client(4));
        for (int i = 0; i < 8; i++) { // clients 0 to 6 and 8 give way
            table.used(Scene.client(100 + i), 0, time(30 + i));
        }
        assertThat(clients(ClientPage.of(table, "", first.next(), 3))).isEmpty();
    }

    /** What moves to the front meanwhile may be many more than a page walks past: the next pages go on seeking. */
    @Test
    void seeks_its_place_in_bounded_steps() {
        int count = 3 * ClientPage.MOST_WALKED;
        ClientTable table = table(count);
        ClientPage page = ClientPage.of(table, "", null, 10);
        for (int i = 10; i < count; i++) { // all but those that were used first
            table.used(Scene.client(i), 0, time(count + i));
        }
        var shown = new ArrayList<IpAddress>();
        int pages = 0;
        while (page.next() != null) {
            page = ClientPage.of(table, "", page.next(), 10);
            assertThat(page.walked()).isLessThanOrEqualTo(ClientPage.MOST_WALKED);
            shown.addAll(clients(page));
            pages++;
        }
        assertThat(shown).hasSize(10).contains(Scene.client(0), Scene.client(9));
        assertThat(pages).isLessThanOrEqualTo(5);
    }

    @Property(tries = 30)
    void a_table_that_changes_under_the_reader_shows_those_that_stay(@ForAll long seed) {
        var random = new Random(seed);
        ClientTable table = table(400);
        long now = time(400);
        Set<IpAddress> untouched = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            untouched.add(Scene.client(i));
        }
        var seen = new ArrayList<IpAddress>();
        ClientPage page = ClientPage.of(table, "", null, 7);
        seen.addAll(clients(page));
        for (int pages = 0; page.next() != null && pages < 10_000; pages++) {
            for (int i = 0; i < 3; i++) {
                table.used(Scene.client(100 + random.nextInt(300)), 1, now++);
            }
            page = ClientPage.of(table, "", page.next(), 7);
            seen.addAll(clients(page));
        }
        assertThat(page.next()).isNull();
        assertThat(seen).containsAll(untouched);
        assertThat(seen.stream().filter(untouched::contains)).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "x", "1", "-1-0", "1-", "1-g", "9999999999-0", "1-00000000000000000", "1-0-", "1-0-0-0"})
    void a_cursor_that_is_none_is_refused(String text) {
        assertThatThrownBy(() -> ClientCursor.parse(text))
                .isInstanceOf(ConfigException.class)
                .hasMessage("after \"" + text + "\": not a place in the list (expected: the \"next\" of a page)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0-0", "999999999-0", "3-ffffffffffffffff", "3-1-8000000000000000"})
    void a_cursor_that_somebody_made_up_does_no_harm(String text) {
        assertThat(ClientCursor.parse(text)).hasToString(text);
        assertThat(ClientPage.of(table(10), "", ClientCursor.parse(text), 5).clients())
                .hasSizeLessThanOrEqualTo(5);
    }

    @Test
    void what_is_quoted_of_a_long_cursor_is_cut() {
        assertThatThrownBy(() -> ClientCursor.parse("9".repeat(100_000)))
                .isInstanceOf(ConfigException.class)
                .message()
                .hasSizeLessThan(200);
    }
}
