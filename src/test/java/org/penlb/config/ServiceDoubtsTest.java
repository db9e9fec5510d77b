package org.penlb.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.penlb.config.tls.ClientAuth;
import org.penlb.config.tls.TlsBuilder;

/** What is allowed, but can hardly be meant. */
class ServiceDoubtsTest {
    private static List<String> doubts(boolean forwardedFor, boolean forwarded, ClientAuth auth, String... alpn) {
        var tls = new TlsBuilder();
        tls.directory = Path.of("certs.d");
        tls.alpn = List.of(alpn);
        tls.clientAuth = auth;
        tls.clientCa = auth == ClientAuth.NONE ? List.of() : List.of(Path.of("ca.crt"));
        var service = new ServiceBuilder("web", new Address.Inet("0.0.0.0", 443), 100);
        service.servers().add(new ServerConfig(new Address.Inet("10.0.0.1", 80)));
        service.http = forwardedFor;
        service.forwarding = new Forwarding(forwarded, null);
        service.tls = tls.build();
        return service.build().doubts();
    }

    @Test
    void http_2_passes_what_changes_requests_of_http_1() {
        assertThat(doubts(true, false, ClientAuth.NONE, "h2", "http/1.1"))
                .containsExactly("web: forwardedFor changes no requests of HTTP/2, and tls.alpn has h2:"
                        + " they pass as they are, with all that clients say of themselves");
        assertThat(doubts(false, true, ClientAuth.REQUEST, "h2"))
                .hasSize(2)
                .anySatisfy(text -> assertThat(text).startsWith("web: forwarded changes no requests of HTTP/2"))
                .anySatisfy(text -> assertThat(text).contains("tls.clientAuth"));
    }

    @Test
    void one_of_the_two_alone_is_fine() {
        assertThat(doubts(true, true, ClientAuth.REQUIRE, "http/1.1")).isEmpty();
        assertThat(doubts(false, false, ClientAuth.REQUIRE, "h2")).isEmpty();
    }
}
