package org.penlb.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.penlb.testing.EchoServer;
import org.penlb.testing.PenProcess;
import org.penlb.testing.Ports;
import org.penlb.testing.Visitor;

/** penstats and penctl.cgi under the web servers that conf/ has examples for, with Debian's pen and ours. */
@Timeout(180)
class CgiIT {
    private static final String PENCTL = "/pen/penctl.cgi";
    private static final String CHANGE = "command=server 0 max 7";

    /** The tests, for each server. */
    abstract static class Under {
        @TempDir
        Path folder;

        private final List<AutoCloseable> open = new ArrayList<>();

        abstract CgiSite site(Path folder, String control) throws IOException;

        @BeforeEach
        void findPrograms() {
            OraclePen.assumeInstalled();
            Program.find("curl", "curl");
        }

        @AfterEach
        void closeAll() throws Exception {
            for (AutoCloseable each : open.reversed()) {
                each.close();
            }
        }

        private <T extends AutoCloseable> T opened(T resource) {
            open.add(resource);
            return resource;
        }

        private CgiSite started(String control) throws IOException {
            return opened(site(folder, control)).start();
        }

        private OraclePen debians(String... options) throws IOException {
            List<String> all =
                    new ArrayList<>(List.of("-w", folder.resolve("status.html").toString()));
            all.addAll(List.of(options));
            return opened(
                    OraclePen.start(all, List.of(opened(new EchoServer("s0")).address(), "127.0.0.1:9")));
        }

        private static String curl(String... arguments) throws IOException, InterruptedException {
            List<String> all = new ArrayList<>(List.of("-i", "-u", CgiSite.USER + ":" + CgiSite.PASSWORD));
            all.addAll(List.of(arguments));
            return WebCase.curl(all.toArray(String[]::new));
        }

        private static String post(CgiSite site, String command, String... fields)
                throws IOException, InterruptedException {
            List<String> all = new ArrayList<>(List.of("--data-urlencode", command));
            for (String field : fields) {
                all.addAll(List.of("-H", field));
            }
            all.add(site.url(PENCTL));
            return curl(all.toArray(String[]::new));
        }

        private static String origin(CgiSite site) {
            return "Origin: " + site.url("");
        }

        @Test
        void shows_the_status_of_debians_pen() throws Exception {
            OraclePen pen = debians();
            CgiSite site = started(pen.controlAddress());
            assertThat(Visitor.visit("127.0.0.1", pen.address())).isEqualTo("s0");
            String answer = curl(site.url("/pen/penstats"));
            assertThat(answer)
                    .startsWith("HTTP/1.1 200 OK\r\n")
                    .contains(
                            "Content-Security-Policy: default-src 'none'; ",
                            "X-Frame-Options: DENY",
                            "Cache-Control: no-store",
                            "<th scope=\"col\">max soft</th>",
                            "<h2>Active clients</h2>",
                            "<tr><td>0</td><td>127.0.0.1</td>")
                    .doesNotContain("bgcolor");
            assertThat(WebCase.curl("-i", site.url("/pen/penstats"))).startsWith("HTTP/1.1 401 ");
        }

        @Test
        void shows_the_status_of_ours_and_commands_it() throws Exception {
            EchoServer server = opened(new EchoServer("s0"));
            ControlledPen pen = opened(ControlledPen.start(List.of("-r"), List.of(server.address(), "127.0.0.1:9")));
            CgiSite site = started("127.0.0.1:" + pen.control().getPort());
            assertThat(Visitor.visit("127.0.0.1", pen.address())).isEqualTo("s0");
            assertThat(curl(site.url("/pen/penstats")))
                    .contains("200 OK", "<h2>Active connections</h2>", "<tr><td>0</td><td>127.0.0.1</td>");
            assertThat(curl(site.url("/pen/penstats?service=nobodys"))).contains("502 Bad Gateway", "is not there");
            assertThat(curl(site.url(PENCTL + "?command=mode"))).contains("200 OK", "roundrobin");
            assertThat(post(site, CHANGE, origin(site))).contains("200 OK", "The reply is empty");
            assertThat(pen.say("servers")).contains("max 7 ");
        }

        @Test
        void who_may_changes_debians_pen() throws Exception {
            OraclePen pen = debians();
            CgiSite site = started(pen.controlAddress());
            String before = pen.say("servers");
            assertThat(curl(site.url(PENCTL + "?command=servers")))
                    .contains("200 OK", before.lines().toList().getFirst());
            assertThat(curl(site.url(PENCTL + "?command=server+0+max+7"))).contains("405 ", "Allow: POST");
            assertThat(post(site, CHANGE)).contains("403 Forbidden", "not said which page");
            assertThat(post(site, CHANGE, "Origin: http://evil.example")).contains("403 Forbidden");
            assertThat(post(site, CHANGE, origin(site), "Sec-Fetch-Site: cross-site"))
                    .contains("403 Forbidden");
            assertThat(post(site, CHANGE, origin(site), "Content-Type: text/plain"))
                    .contains("415 ");
            assertThat(post(site, "command=exit", origin(site))).contains("200 OK", "End the pen");
            assertThat(pen.say("servers")).isEqualTo(before);

            assertThat(post(site, CHANGE, origin(site))).contains("200 OK");
            assertThat(pen.say("servers")).contains(" max 7 ");
            assertThat(site.log()).contains("penctl.cgi: operator at 127.0.0.1: server 0 max 7");
            assertThat(post(site, "command=<script>alert(1)</script>", origin(site)))
                    .contains("200 OK", "starting with &#39;&lt;script&gt;alert(1)&lt;/script&gt;&#39;")
                    .doesNotContain("<script");
            assertThat(post(site, "command=help me", origin(site))).contains("200 OK", "acl LIST cut");
        }

        @Test
        void a_name_that_nobody_has_looked_at_changes_nothing() throws Exception {
            OraclePen pen = debians();
            CgiSite site = started(pen.controlAddress());
            String before = pen.say("servers");
            for (List<String> claims : List.of(
                    List.of(origin(site)),
                    List.of(origin(site), "Remote-User: operator", "Auth-Type: Basic"),
                    List.of(origin(site), "Remote_User: operator", "Auth_Type: Basic", "Proxy: x"))) {
                List<String> all = new ArrayList<>(List.of("--data-urlencode", CHANGE));
                claims.forEach(claim -> all.addAll(List.of("-H", claim)));
                all.add(site.url("/open/penctl.cgi"));
                // curl names the operator and the password; the server does not ask for them
                assertThat(curl(all.toArray(String[]::new))).contains("403 Forbidden", "who you are");
            }
            assertThat(pen.say("servers")).isEqualTo(before);
            assertThat(WebCase.curl("-i", site.url("/open/penctl.cgi?command=servers")))
                    .contains("200 OK");
        }

        @Test
        void nothing_that_a_request_says_is_an_option_or_a_second_command() throws Exception {
            OraclePen pen = debians("-X");
            CgiSite site = started(pen.controlAddress());
            for (String query : List.of("--version", "warm-up", "@/etc/passwd")) {
                assertThat(ask(site, "GET " + PENCTL + "?" + query, ""))
                        .as(query)
                        .startsWith("HTTP/1.1 200 ")
                        .contains("<form method=\"post\"");
            }
            for (String query : List.of("%0Aexit", "servers%0D%0Aexit", "servers%00exit", "%C0%AF")) {
                assertThat(ask(site, "GET " + PENCTL + "?command=" + query, ""))
                        .as(query)
                        .startsWith("HTTP/1.1 400 ");
            }
            assertThat(ask(site, "GET " + PENCTL + "?command=exit", "")).startsWith("HTTP/1.1 405 ");
            assertThat(ask(site, "PUT " + PENCTL, "Content-Length: 0\r\n"))
                    .startsWith("HTTP/1.1 405 ")
                    .contains("Allow: GET, HEAD, POST");
            assertThat(ask(site, "HEAD " + PENCTL + "?command=servers", ""))
                    .startsWith("HTTP/1.1 200 ")
                    .endsWith("\r\n\r\n");
            assertThat(ask(site, "GET " + PENCTL + "/more", "")).startsWith("HTTP/1.1 404 ");
            assertThat(ask(site, "GET " + PENCTL + "?command=servers&x=" + "y".repeat(6000), ""))
                    .startsWith("HTTP/1.1 200 ");
            assertThat(pen.say("pid")).as("it is still there").isNotEmpty();
        }

        @Test
        void bodies_are_bounded() throws Exception {
            CgiSite site = started("127.0.0.1:" + Ports.free());
            String form = "Content-Type: application/x-www-form-urlencoded\r\n" + origin(site) + "\r\n";
            assertThat(ask(site, "POST " + PENCTL, form + "Content-Length: 1000000000\r\n"))
                    .startsWith("HTTP/1.1 413 ");
            String body = "x=" + "y".repeat(14_000);
            assertThat(ask(site, "POST " + PENCTL, form + "Content-Length: " + body.length() + "\r\n", body))
                    .startsWith("HTTP/1.1 413 ")
                    .contains("longer than 13312 bytes");
            assertThat(ask(site, "POST " + PENCTL, form + "Content-Length: x\r\n"))
                    .startsWith("HTTP/1.1 400 ");
        }

        private static String ask(CgiSite site, String line, String fields, String... body) throws IOException {
            String login = Base64.getEncoder()
                    .encodeToString((CgiSite.USER + ":" + CgiSite.PASSWORD).getBytes(StandardCharsets.US_ASCII));
            return site.raw(line + " HTTP/1.1\r\nHost: 127.0.0.1:" + site.port + "\r\nConnection: close\r\n"
                    + "Authorization: Basic " + login + "\r\n" + fields + "\r\n" + String.join("", body));
        }

        @Test
        void no_pen_is_told_and_pages_that_are_read_only() throws Exception {
            String nobody = "127.0.0.1:" + Ports.free();
            CgiSite site =
                    opened(site(folder, nobody)).with("PEN_CGI_ALLOW", "read").start();
            assertThat(curl(site.url("/pen/penstats")))
                    .contains("502 Bad Gateway", "cannot connect to " + nobody + ": connection refused");
            assertThat(curl(site.url(PENCTL + "?command=servers"))).contains("502 Bad Gateway");
            assertThat(post(site, CHANGE, origin(site))).contains("403 Forbidden", "PEN_CGI_ALLOW is read");
        }

        @ParameterizedTest
        @ValueSource(booleans = {true, false})
        void the_classical_way_takes_the_same_user(boolean same) throws Exception {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
            Path files = Files.createDirectory(folder.resolve("files"));
            Files.setPosixFilePermissions(files, PosixFilePermissions.fromString("rwxrwxrwx"));
            Path page = files.resolve("status.html");
            Path pid = files.resolve("pid");
            String user = same ? CgiSite.user() : PenProcess.SELF;
            opened(OraclePen.startWithDefaults(
                    List.of("-u", user, "-p", pid.toString(), "-w", page.toString()), List.of("127.0.0.1:9")));
            CgiSite site = opened(site(folder, ""))
                    .with("PEN_PIDFILE", pid.toString())
                    .with("PEN_WEBFILE", page.toString())
                    .start();
            for (int i = 0; i < 3; i++) {
                String answer = curl(site.url("/pen/penstats"));
                if (user.equals(CgiSite.user())) {
                    assertThat(answer).contains("200 OK", "<h2>Active connections</h2>");
                } else {
                    assertThat(answer).contains("502 Bad Gateway", "Operation not permitted", "the same user");
                }
            }
        }
    }

    @Nested
    class Nginx extends Under {
        @Override
        CgiSite site(Path folder, String control) throws IOException {
            return new CgiNginx(folder, control);
        }
    }

    @Nested
    class Apache extends Under {
        @Override
        CgiSite site(Path folder, String control) throws IOException {
            return new CgiApache(folder, control);
        }
    }
}
