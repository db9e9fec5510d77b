package org.penlb.cli.cgi;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SameOriginTest {
    private static Cgi form(String host) {
        return Cgi.of("POST").with("HTTP_HOST", host);
    }

    private static void assertPasses(Cgi form) {
        assertThatCode(() -> SameOrigin.check(form.request())).doesNotThrowAnyException();
    }

    private static void assertRefused(Cgi form) {
        assertThatThrownBy(() -> SameOrigin.check(form.request())).isInstanceOf(CgiError.class);
    }

    @ParameterizedTest
    @CsvSource({
        "www.example.com, http://www.example.com",
        "www.example.com, HTTP://WWW.Example.com",
        // a proxy in front ends TLS
        "www.example.com, https://www.example.com",
        "www.example.com:8080, http://www.example.com:8080",
        // Debian's fastcgi_params leave the port out
        "www.example.com, http://www.example.com:80",
        "[::1]:8080, http://[::1]:8080",
        "[::1], http://[::1]:80",
    })
    void a_form_of_this_server_passes(String host, String origin) {
        assertPasses(form(host).with("HTTP_ORIGIN", origin));
        assertPasses(form(host).with("HTTP_ORIGIN", origin).with("HTTP_SEC_FETCH_SITE", "same-origin"));
        assertPasses(form(host).with("HTTP_REFERER", origin + "/pen/penctl.cgi"));
        assertPasses(form(host).with("HTTP_REFERER", origin));
    }

    @ParameterizedTest
    @CsvSource({
        "www.example.com, http://evil.example",
        "www.example.com, null",
        "www.example.com, http://www.example.com.evil.example",
        "www.example.com, http://evil.example/www.example.com",
        "www.example.com, http://www.example.com@evil.example",
        "www.example.com, http://www.example.com:81",
        "www.example.com, ftp://www.example.com",
        "www.example.com:8080, http://www.example.com",
        "'', http://",
        "'', null",
    })
    void a_form_of_another_is_refused(String host, String origin) {
        assertRefused(form(host).with("HTTP_ORIGIN", origin));
        assertRefused(form(host).with("HTTP_REFERER", origin + "/pen/penctl.cgi"));
    }

    @Test
    void over_tls_a_page_in_the_clear_is_another() {
        Cgi form = form("www.example.com").with("HTTP_ORIGIN", "http://www.example.com");
        assertRefused(form.with("HTTPS", "on"));
        assertRefused(form.without("HTTPS").with("REQUEST_SCHEME", "https"));
        assertPasses(form.with("HTTP_ORIGIN", "https://www.example.com"));
    }

    @ParameterizedTest
    @CsvSource({"cross-site", "same-site", "none", "SAME-ORIGIN"})
    void what_the_browser_says_of_the_site_counts(String site) {
        assertRefused(form(Cgi.HOST).with("HTTP_ORIGIN", "http://" + Cgi.HOST).with("HTTP_SEC_FETCH_SITE", site));
    }

    @Test
    void who_says_nothing_is_refused() {
        assertRefused(form(Cgi.HOST));
        assertRefused(form(Cgi.HOST).with("HTTP_SEC_FETCH_SITE", "same-origin"));
    }

    @Test
    void a_referer_of_ours_does_not_help_another_origin() {
        assertRefused(form(Cgi.HOST)
                .with("HTTP_ORIGIN", "null")
                .with("HTTP_REFERER", "http://" + Cgi.HOST + "/pen/penctl.cgi"));
    }
}
