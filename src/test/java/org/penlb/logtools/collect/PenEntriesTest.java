package org.penlb.logtools.collect;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.penlb.config.IpAddress;
import org.penlb.logtools.weblog.RequestText;

class PenEntriesTest {
    private static final IpAddress SERVER = IpAddress.parse("10.0.0.1");

    private final PenEntries entries = new PenEntries(4);

    private static RequestText request(String text) {
        var request = new RequestText();
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        request.setPlain(bytes, 0, bytes.length);
        return request;
    }

    private static RequestKey key(IpAddress server, String request) {
        return RequestKey.of(server, request(request));
    }

    /** As penlogd looks. */
    private static @Nullable IpAddress find(PenEntries in, IpAddress server, String request) {
        RequestKey key = key(server, request);
        IpAddress unused = in.takeUnused(key);
        return unused == null ? in.newest(key) : unused;
    }

    private static void add(PenEntries to, int client, IpAddress server, String request, boolean used) {
        to.add(client(client), key(server, request), RequestKey.withoutProtocol(server, request(request)), used);
    }

    private static IpAddress client(int number) {
        return IpAddress.v4(number);
    }

    private void add(int client, String request) {
        add(entries, client, SERVER, request, false);
    }

    private @Nullable IpAddress find(String request) {
        return find(entries, SERVER, request);
    }

    @Test
    void a_request_is_that_of_who_sent_it_to_that_server() {
        add(entries, 1, SERVER, "GET / HTTP/1.1", false);
        add(entries, 2, IpAddress.parse("10.0.0.2"), "GET / HTTP/1.1", false);
        add(entries, 3, IpAddress.parse("2001:db8::1"), "GET / HTTP/1.1", false);
        assertThat(find("GET / HTTP/1.1")).isEqualTo(client(1));
        assertThat(find(entries, IpAddress.parse("2001:db8::1"), "GET / HTTP/1.1"))
                .isEqualTo(client(3));
        assertThat(find("GET /other HTTP/1.1")).isNull();
        assertThat(find(entries, client(9), "GET / HTTP/1.1")).isNull();
    }

    @Test
    void of_several_the_newest_that_was_not_found_yet_is_found_and_the_newest_when_all_were() {
        add(1, "GET / HTTP/1.1");
        add(2, "GET / HTTP/1.1");
        add(3, "GET / HTTP/1.1");
        assertThat(List.of(1, 2, 3, 4, 5))
                .map(_ -> find("GET / HTTP/1.1"))
                .containsExactly(client(3), client(2), client(1), client(3), client(3));
        add(4, "GET / HTTP/1.1");
        assertThat(List.of(1, 2)).map(_ -> find("GET / HTTP/1.1")).containsExactly(client(4), client(4));
    }

    @Test
    void a_server_may_leave_out_the_protocol() {
        add(1, "GET /a HTTP/1.1");
        add(2, "GET /a HTTP/1.0");
        assertThat(List.of(1, 2, 3)).map(_ -> find("GET /a")).containsExactly(client(2), client(1), client(2));
        assertThat(find("GET /a HTTP/1.1")).isEqualTo(client(1));
        assertThat(find("GET /a HTTP/2.0")).isNull();
        assertThat(find("GET")).isNull();
    }

    @Test
    void one_that_was_found_without_protocol_is_not_new_with_it() {
        add(1, "GET /a HTTP/1.1");
        add(2, "GET /a HTTP/1.1");
        assertThat(find("GET /a")).isEqualTo(client(2));
        assertThat(find("GET /a HTTP/1.1")).isEqualTo(client(1));
    }

    @Test
    void the_oldest_are_forgotten() {
        add(1, "GET /1 HTTP/1.1");
        for (int i = 2; i <= 5; i++) {
            add(i, "GET /" + i + " HTTP/1.1");
        }
        assertThat(entries.size()).isEqualTo(4);
        assertThat(find("GET /1 HTTP/1.1")).isNull();
        assertThat(find("GET /1")).isNull();
        assertThat(find("GET /2")).isEqualTo(client(2));
    }

    /** The same as looking through all of them, newest first. */
    @Property(tries = 2000)
    void it_finds_what_looking_through_all_would_find(
            @ForAll @IntRange(min = 1, max = 5) int most,
            @ForAll @Size(max = 60) List<@IntRange(max = 11) Integer> steps) {
        record Seen(int client, String request, boolean[] used) {}
        var fast = new PenEntries(most);
        List<Seen> all = new ArrayList<>();
        int clients = 0;
        for (int step : steps) {
            String request = "GET /" + step % 2 + (step % 4 < 2 ? " HTTP/1.1" : "");
            if (step < 6) {
                clients++;
                add(fast, clients, SERVER, request, step >= 4);
                all.add(new Seen(clients, request, new boolean[] {step >= 4}));
                if (all.size() > most) {
                    all.removeFirst();
                }
            } else {
                List<Seen> same = all.reversed().stream()
                        .filter(seen -> seen.request.equals(request))
                        .toList();
                if (same.isEmpty() && !request.contains("HTTP")) {
                    same = all.reversed().stream()
                            .filter(seen -> seen.request.equals(request + " HTTP/1.1"))
                            .toList();
                }
                IpAddress expected = null;
                if (!same.isEmpty()) {
                    Seen found = same.stream()
                            .filter(seen -> !seen.used[0])
                            .findFirst()
                            .orElse(same.getFirst());
                    found.used[0] = true;
                    expected = client(found.client);
                }
                assertThat(find(fast, SERVER, request)).isEqualTo(expected);
            }
        }
    }
}
