package org.penlb.logtools.weblog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebLogLineTest {
    /** 15:00:00 UTC. */
    private static final long TIME = 1_796_050_800L;

    private static final String COMMON = "10.0.0.9 - - [30/Nov/2026:15:00:00 +0000] \"GET /a HTTP/1.1\" 200 5";

    /** Behind other bytes, as in a buffer. */
    private static WebLogLine read(String text) {
        byte[] bytes = ("before\n" + text + "\n\"behind\"").getBytes(StandardCharsets.ISO_8859_1);
        return WebLogLine.of(bytes, 7, 7 + text.length());
    }

    private static @Nullable String client(String text) {
        WebLogLine line = read(text);
        return line.hasClient() ? text.substring(line.clientFrom() - 7, line.clientTo() - 7) : null;
    }

    private static String request(String text) {
        RequestText request = read(text).request();
        return new String(request.copy(request.length()), StandardCharsets.US_ASCII);
    }

    private static String requestBetweenQuotes(String quoted) {
        return request("10.0.0.9 - - [30/Nov/2026:15:00:00 +0000] \"" + quoted + "\" 200 5 \"-\" \"x\"");
    }

    @Test
    void a_line_of_the_common_format_has_all() {
        assertThat(client(COMMON)).isEqualTo("10.0.0.9");
        assertThat(read(COMMON).epochSeconds()).isEqualTo(TIME);
        assertThat(request(COMMON)).isEqualTo("GET /a HTTP/1.1");
    }

    @Test
    void a_line_of_the_combined_format_has_all() {
        String line = COMMON + " \"http://example/[30/Nov/2020:15:00:00 +0000]\" \"Mozilla \\\"x\\\"\"";
        assertThat(client(line)).isEqualTo("10.0.0.9");
        assertThat(read(line).epochSeconds()).isEqualTo(TIME);
        assertThat(request(line)).isEqualTo("GET /a HTTP/1.1");
    }

    @ParameterizedTest
    @CsvSource({
        "30/Nov/2026:16:00:00 +0100, 0",
        "30/Nov/2026:09:30:00 -0530, 0",
        "01/Dec/2026:00:00:00 +0000, 32400",
        "29/Feb/2024:00:00:00 +0000, -86886000",
        "31/Dec/2016:23:59:60 +0000, -312822000",
    })
    void a_time_counts_with_its_zone(String time, long behind) {
        assertThat(read("h - - [" + time + "] \"GET /\"").epochSeconds() - TIME).isEqualTo(behind);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "30/Nov/2026:15:00:00 +000",
                "31/Nov/2026:15:00:00 +0000",
                "30/Nox/2026:15:00:00 +0000",
                "30/Nov/2026:24:00:00 +0000",
                "30/Nov/2026:15:60:00 +0000",
                "30/Nov/2026:15:00:61 +0000",
                "30/Nov/20x6:15:00:00 +0000",
                "3-/Nov/2026:15:00:00 +0000",
                "30/Nov/2026:15:00:00 +0x00",
                "30/Nov/2026 15:00:00 +0000",
                "",
            })
    void what_is_no_time_is_none(String time) {
        WebLogLine line = read("h - - [" + time + "] \"GET /\"");
        assertThat(line.hasTime()).isFalse();
        assertThatThrownBy(line::epochSeconds).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void a_bad_day_is_not_remembered_for_a_good_one() {
        var times = new LogTime();
        byte[] good = "30/Nov/2026:15:00:00 +0000".getBytes(StandardCharsets.US_ASCII);
        byte[] bad = "31/Nov/2026:15:00:00 +0000".getBytes(StandardCharsets.US_ASCII);
        assertThat(times.read(good, 0, good.length)).isEqualTo(TIME);
        assertThat(times.read(bad, 0, bad.length)).isEqualTo(LogTime.NONE);
        assertThat(times.read(bad, 0, bad.length)).isEqualTo(LogTime.NONE);
        assertThat(times.read(good, 0, good.length)).isEqualTo(TIME);
    }

    @Test
    void a_users_name_may_have_blanks_and_brackets() {
        String line = "10.0.0.9 - a [b] c [30/Nov/2026:15:00:00 +0000] \"GET /a HTTP/1.1\" 200 5";
        assertThat(read(line).epochSeconds()).isEqualTo(TIME);
        assertThat(request(line)).isEqualTo("GET /a HTTP/1.1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '!',
            value = {
                "GET /q\\\"u HTTP/1.1 | GET /q\"u HTTP/1.1", // Apache
                "GET /q\\x22u HTTP/1.1 | GET /q\"u HTTP/1.1", // nginx
                "GET /q\"u HTTP/1.1 | GET /q\"u HTTP/1.1", // as it came
                "GET /b\\\\s HTTP/1.1 | GET /b\\s HTTP/1.1",
                "GET /b\\x5Cs HTTP/1.1 | GET /b\\s HTTP/1.1",
                "GET /b\\s HTTP/1.1 | GET /b\\s HTTP/1.1",
                "GET /\\xc3\\xA4 HTTP/1.1 | GET /.. HTTP/1.1",
                "GET /\u00c3\u00a4 HTTP/1.1 | GET /.. HTTP/1.1",
                "GET /\\t\\n\\x1b HTTP/1.1 | GET /... HTTP/1.1",
                "GET /\\xg1\\x1 | GET /\\xg1\\x1",
            })
    void a_request_is_the_same_however_it_is_escaped(String quoted, String expected) {
        assertThat(requestBetweenQuotes(quoted)).isEqualTo(expected);
    }

    @Test
    void a_request_ends_at_its_first_quote_if_no_blank_comes_behind_any() {
        assertThat(request("h - - \"GET / HTTP/1.1\",200,\"x\",1")).isEqualTo("GET / HTTP/1.1");
    }

    @Test
    void a_backslash_at_the_very_end_is_one() {
        assertThat(request("h - - \"GET /\\")).isEqualTo("GET /\\");
    }

    @Test
    void a_request_is_cut_at_a_hundred_bytes_of_what_the_client_sent() {
        String expected = "GET /" + ".".repeat(95);
        assertThat(requestBetweenQuotes("GET /" + "\\xc3".repeat(200) + " HTTP/1.1"))
                .isEqualTo(expected);
        assertThat(requestBetweenQuotes("GET /" + "\u00c3".repeat(200) + " HTTP/1.1"))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "GET / HTTP/1.1, 5",
        "GET / HTTP/2, 5",
        "GET /, 5",
        "GET / HTTP/, 11",
        "GET, 3",
        "'', 0",
    })
    void a_request_ends_in_its_protocol(String text, int expected) {
        var request = new RequestText();
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        request.setPlain(bytes, 0, bytes.length);
        assertThat(request.lengthWithoutProtocol()).isEqualTo(expected);
    }

    @Test
    void of_a_request_that_was_cut_the_protocol_is_not_known() {
        var request = new RequestText();
        byte[] bytes = ("GET /" + "x".repeat(85) + " HTTP/1.1 or more").getBytes(StandardCharsets.US_ASCII);
        request.setPlain(bytes, 0, bytes.length);
        assertThat(request.length()).isEqualTo(100);
        assertThat(request.lengthWithoutProtocol()).isEqualTo(100);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "10.0.0.9", "\"GET / HTTP/1.1\" 200", " 10.0.0.9 - - x", "[x] y", "<b> y", "\0\1\2 3"})
    void a_line_without_a_client_has_none(String line) {
        assertThat(read(line).hasClient()).isFalse();
    }

    @Test
    void the_client_may_have_a_name_or_an_address_of_ipv6() {
        assertThat(client("2001:db8::1 - - x")).isEqualTo("2001:db8::1");
        assertThat(client("::1\t- - x")).isEqualTo("::1");
        assertThat(client("www.example.com - - x")).isEqualTo("www.example.com");
    }

    @Test
    void nothing_of_a_line_is_left_in_the_next() {
        var line = new WebLogLine();
        byte[] first = COMMON.getBytes(StandardCharsets.US_ASCII);
        line.read(first, 0, first.length);
        line.read(new byte[] {'x'}, 0, 1);
        assertThat(line.hasClient()).isFalse();
        assertThat(line.hasTime()).isFalse();
        assertThat(line.request().length()).isZero();
    }

    @Property(tries = 3000)
    void nothing_that_may_stand_in_a_line_does_harm(@ForAll byte[] bytes, @ForAll boolean json) {
        if (json && bytes.length > 0) {
            bytes[0] = '{';
        }
        WebLogLine line = WebLogLine.of(bytes, 0, bytes.length);
        assertThat(line.clientFrom()).isBetween(0, bytes.length);
        assertThat(line.clientTo()).isBetween(line.clientFrom(), bytes.length);
        assertThat(line.request().length()).isBetween(0, RequestText.LONGEST);
    }

    @Property(tries = 5000)
    void what_looks_like_json_does_no_harm(
            @ForAll @CharRange(from = ' ', to = '~') @Chars({'{', '}', '[', ']', '"', ':', ',', '\\'}) String text) {
        WebLogLine line = read("{\"client\":" + text);
        assertThat(line.clientTo()).isBetween(line.clientFrom(), 7 + 10 + text.length());
    }

    /** A member of JSON is replaced in its place: it must be found to the byte. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"remote_addr\":\"10.0.0.9\",\"time_local\":\"30/Nov/2026:15:00:00 +0000\",\"request\":\"GET /a HTTP/1.1\"}",
                "{ \"x\\u00e4\" : [1, {\"remote_addr\": \"no\"}], \"remote_addr\" : \"10.0.0.9\", \"n\":null, \"ok\":true,"
                        + " \"time_iso8601\" : \"2026-11-30T16:00:00+01:00\", \"request\" : \"GET /a HTTP/1.1\" }",
                "{\"\u00c3\u00a4\":\"\u00c3\u00a4\",\"ts\":1796050800.7,\"request\":{\"headers\":{\"client_ip\":\"no\"},"
                        + "\"remote_ip\":\"10.0.0.9\",\"method\":\"GET\",\"uri\":\"/a\",\"proto\":\"HTTP/1.1\"}}",
                "{\"msec\":\"1796050800.123\",\"client_ip\":\"10.0.0.9\",\"request_method\":\"GET\",\"request_uri\":\"/a\","
                        + "\"server_protocol\":\"HTTP/1.1\"}",
                "{\"time\":1796050800123,\"ClientHost\":\"10.0.0.9\",\"RequestMethod\":\"GET\",\"RequestPath\":\"/a\","
                        + "\"RequestProtocol\":\"HTTP/1.1\"}",
                "{\"time\":\"[30/Nov/2026:15:00:00 +0000]\",\"remoteIP\":\"10.0.0.9\",\"request\":\"GET /a HTTP/1.1\","
                        + "\"agent\":\"\\x22\"}",
            })
    void a_line_of_json_has_all(String line) {
        assertThat(client(line)).isEqualTo("10.0.0.9");
        assertThat(read(line).epochSeconds()).isEqualTo(TIME);
        assertThat(request(line)).isEqualTo("GET /a HTTP/1.1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "{}",
                "{\"remote_addr\":\"10.0.0.9",
                "{\"remote_addr\":\"10.0.0.9\",\"request\":\"GET",
                "{\"remote_addr\":10}",
                "{\"remote_addr\":null}",
                "{\"remote_addr\":\"\"}",
                "{\"a\":{\"remote_addr\":\"10.0.0.9\"}}",
                "{} \"x\"",
                "{\"ts\":1}\"a\"",
                "{\"remote_addr\":\"10.0.0.9\",\"request\":\"GET / HTTP/1.1\"} 1",
                "{\"remote_addr\":\"10.0.0.9\",\"request\":\"GET / HTTP/1.1\"}{}",
            })
    void of_json_that_is_cut_or_says_nothing_nothing_is_taken(String line) {
        assertThat(read(line).hasClient()).isFalse();
        assertThat(read(line).request().length()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"never\"", "\"\"", "1e999", "\"1.2.3\"", "true", "{\"ts\":1}"})
    void what_is_no_time_in_json_is_none(String time) {
        assertThat(read("{\"ts\":" + time + "}").hasTime()).isFalse();
    }
}
