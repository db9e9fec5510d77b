package org.penlb.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.penlb.web.WebStage.BEARER;
import static org.penlb.web.WebStage.JSON;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is let in, and who changes something. */
@Timeout(60)
class SecurityTest {
    private static final String SERVER = "/api/v1/services/web/servers/0";
    private static final String DRAIN = "{\"state\":\"draining\"}";

    private final WebStage pen = WebStage.start(WebStage.service("web", "127.0.0.1:9", "127.0.0.2:9"));

    @AfterEach
    void close() {
        pen.close();
    }

    private String state() {
        return pen.http
                .get("/api/v1/services/web/servers")
                .array()
                .getJsonObject(0)
                .getString("state");
    }

    @Test
    void every_answer_tells_browsers_to_be_strict() {
        for (String path : List.of("/", "/api/v1/overview", "/nothing", "/metrics", "/health/live", "/status")) {
            Map<String, String> headers = pen.http.get(path).headers();
            assertThat(headers.get("content-security-policy"))
                    .as(path)
                    .contains("default-src 'none'", "frame-ancestors 'none'")
                    .doesNotContain("unsafe");
            assertThat(headers)
                    .as(path)
                    .containsEntry("x-content-type-options", "nosniff")
                    .containsEntry("referrer-policy", "no-referrer")
                    .containsEntry("cross-origin-resource-policy", "same-origin")
                    .containsKeys("permissions-policy", "cache-control");
        }
        assertThat(pen.http.get("/api/v1/overview").header("cache-control")).isEqualTo("no-store");
        assertThat(pen.http.get("/api/v1/overview").headers()).doesNotContainKey("access-control-allow-origin");
    }

    @Test
    void a_change_takes_the_token() {
        assertThat(pen.http.send("PATCH", SERVER, DRAIN, JSON).status()).isEqualTo(401);
        assertThat(pen.http.send("PATCH", SERVER, DRAIN, JSON).header("www-authenticate"))
                .startsWith("Bearer");
        assertThat(pen.http
                        .send("PATCH", SERVER, DRAIN, JSON, "Authorization: Basic Zm9vOmJhcg==")
                        .status())
                .isEqualTo(401);
        assertThat(pen.http
                        .send("PATCH", SERVER, DRAIN, JSON, "Authorization: Bearer wrong-wrong-wrong")
                        .message())
                .isEqualTo("the token is wrong");
        assertThat(pen.http
                        .send("PATCH", SERVER + "?token=" + WebStage.TOKEN, DRAIN, JSON)
                        .status())
                .isEqualTo(401);
        assertThat(state()).isEqualTo("unproven");
        assertThat(pen.http.send("PATCH", SERVER, DRAIN, JSON, BEARER).status()).isEqualTo(200);
        assertThat(state()).isEqualTo("draining");
    }

    @Test
    void without_a_token_nothing_is_changed() {
        try (var readOnly = WebStage.readOnly(WebStage.service("web", "127.0.0.1:9"))) {
            Http.Answer answer = readOnly.http.send("PATCH", SERVER, DRAIN, JSON, BEARER);
            assertThat(answer.status()).isEqualTo(403);
            assertThat(answer.message()).contains("read-only", "--web-token-file");
            assertThat(readOnly.http.get("/api/v1/session").json().getBoolean("readOnly"))
                    .isTrue();
            assertThat(readOnly.http.get("/api/v1/overview").json().getBoolean("readOnly"))
                    .isTrue();
        }
    }

    @Test
    void a_session_tells_whether_a_token_is_right() {
        assertThat(pen.http.get("/api/v1/session").json().getBoolean("readOnly"))
                .isFalse();
        assertThat(pen.http.send("POST", "/api/v1/session", "", BEARER).status())
                .isEqualTo(204);
        assertThat(pen.http.send("POST", "/api/v1/session", "").status()).isEqualTo(401);
    }

    private Http.Answer session(String... headers) {
        return pen.http.send("POST", "/api/v1/session", "", headers);
    }

    @Test
    void who_guesses_is_told_to_wait_and_who_knows_gets_in() {
        for (int i = 0; i < FailureLimit.EACH; i++) {
            assertThat(session("Authorization: Bearer guess" + i).status()).isEqualTo(401);
        }
        Http.Answer wrong = session("Authorization: Bearer guess");
        assertThat(wrong.status()).isEqualTo(429);
        assertThat(Integer.parseInt(String.valueOf(wrong.header("retry-after"))))
                .isBetween(1, FailureLimit.SECONDS);
        assertThat(session(BEARER).status()).as("behind the same address").isEqualTo(204);
        assertThat(session("Authorization: Bearer guess").status()).isEqualTo(429);
        assertThat(session().status()).as("nothing was guessed").isEqualTo(401);
        assertThat(pen.http
                        .from("127.0.0.5")
                        .send("POST", "/api/v1/session", "", "Authorization: Bearer guess")
                        .status())
                .isEqualTo(401);
        assertThat(pen.http.get("/api/v1/overview").status()).isEqualTo(200);
    }

    @Test
    void who_knows_gets_in_whatever_is_guessed_from_everywhere() {
        int status = 401;
        for (int i = 0; status == 401 && i < 10 * FailureLimit.ALL; i++) { // some are forgotten meanwhile
            Http stranger = pen.http.from("127.0.1." + (1 + i / (FailureLimit.EACH - 1)));
            status = stranger.send("POST", "/api/v1/session", "", "Authorization: Bearer guess")
                    .status();
        }
        assertThat(status).as("no address has used up its own").isEqualTo(429);
        assertThat(pen.http
                        .from("127.0.0.7")
                        .send("POST", "/api/v1/session", "", BEARER)
                        .status())
                .isEqualTo(204);
    }

    @ParameterizedTest
    @CsvSource({
        "Authorization: Bearer, 401",
        "'Authorization: Bearer ', 401",
        "Authorization:, 401",
        "Authorization: bearer correct-horse-battery-staple, 204",
        "Authorization: Bearer  correct-horse-battery-staple, 204",
        "Authorization: Bearer correct-horse-battery-staple x, 401",
        "Authorization: correct-horse-battery-staple, 401",
        "Authorization: Basic Y29ycmVjdC1ob3JzZS1iYXR0ZXJ5LXN0YXBsZQ==, 401"
    })
    void the_token_is_a_bearers(String header, int status) {
        assertThat(session(header).status()).isEqualTo(status);
    }

    @Test
    void two_tokens_are_none() {
        assertThat(session(BEARER, "Authorization: Bearer guess").status()).isEqualTo(400);
        assertThat(session("Authorization: Bearer guess", BEARER).status()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Origin: http://evil.example",
                "Origin: null",
                "Origin: http://127.0.0.1",
                "Sec-Fetch-Site: cross-site",
                "Sec-Fetch-Site: same-site"
            })
    void a_page_of_another_origin_changes_and_reads_nothing(String header) {
        Http.Answer answer = pen.http.send("PATCH", SERVER, DRAIN, JSON, BEARER, header);
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.message()).contains("another origin");
        assertThat(pen.http
                        .send("PATCH", SERVER, DRAIN, JSON, BEARER, header, "Sec-Fetch-Mode: navigate")
                        .status())
                .isEqualTo(403);
        assertThat(pen.http.get("/api/v1/overview", header).status()).isEqualTo(403);
        assertThat(state()).isEqualTo("unproven");
    }

    @Test
    void our_own_page_may_change_and_a_link_may_lead_here() {
        String own = "Origin: http://127.0.0.1:" + pen.web().port();
        assertThat(pen.http
                        .send("PATCH", SERVER, DRAIN, JSON, BEARER, own, "Sec-Fetch-Site: same-origin")
                        .status())
                .isEqualTo(200);
        assertThat(pen.http
                        .get("/", "Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate")
                        .status())
                .isEqualTo(200);
        assertThat(pen.http.get("/", "Sec-Fetch-Site: none").status()).isEqualTo(200);
    }

    @Test
    void a_request_before_the_request_of_another_origin_is_not_granted() {
        Http.Answer answer = pen.http.send(
                "OPTIONS",
                SERVER,
                null,
                "Access-Control-Request-Method: PATCH",
                "Access-Control-Request-Headers: authorization");
        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.headers()).doesNotContainKey("access-control-allow-origin");
    }

    @ParameterizedTest
    @CsvSource({
        "localhost, 200",
        "LOCALHOST:8880, 200",
        "127.0.0.1, 200",
        "127.9.9.9:1, 200",
        "[::1]:80, 200",
        "evil.example, 421",
        "localhost.evil.example, 421",
        "127.0.0.1.evil.example, 421",
        "10.0.0.1, 421",
        "[::2], 421",
        "[::1, 400",
        "a b, 400"
    })
    void a_name_that_was_made_to_lead_here_does_not(String host, int status) {
        Http.Answer answer = pen.http.get("/api/v1/overview", "Host: " + host);
        assertThat(answer.status()).as(host).isEqualTo(status);
        if (status != 200) {
            assertThat(answer.json().getJsonObject("error").getInteger("status"))
                    .isEqualTo(status);
        }
    }

    @Test
    void a_request_without_a_host_is_one_of_a_simple_program() {
        assertThat(pen.http
                        .raw("GET /health/live HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII))
                        .status())
                .isEqualTo(200);
        assertThat(pen.http
                        .raw("GET /health/live HTTP/1.1\r\nConnection: close\r\n\r\n"
                                .getBytes(StandardCharsets.US_ASCII))
                        .status())
                .isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/assets/../../etc/passwd",
                "/assets/..%2f..%2fetc/passwd",
                "/assets/%2e%2e/%2e%2e/web/openapi.json",
                "/assets//etc/passwd",
                "/assets/..\\..\\x",
                "/webjars/chart.js/../../../org/penlb/cli/Main.class",
                "/META-INF/MANIFEST.MF",
                "/openapi.json",
                "/assets/%00"
            })
    void no_path_leads_out_of_the_page(String path) {
        assertThat(pen.http.get(path).status()).isIn(400, 404);
    }

    @Test
    void nothing_of_the_token_is_shown() {
        pen.http.send("POST", "/api/v1/session", "", BEARER);
        for (String path : List.of("/api/v1/config", "/api/v1/overview", "/metrics", "/api/v1/events", "/status")) {
            assertThat(pen.http.get(path).text()).as(path).doesNotContain(WebStage.TOKEN);
        }
    }

    @Test
    void exit_is_not_for_those_who_come_this_way() {
        for (String line : List.of("exit", " exit ", "service web exit", "service web  service web exit")) {
            Http.Answer answer =
                    pen.http.send("POST", "/api/v1/commands", "{\"command\":\"" + line + "\"}", JSON, BEARER);
            assertThat(answer.status()).as(line).isEqualTo(422);
        }
        assertThat(pen.exited).isFalse();
    }
}
