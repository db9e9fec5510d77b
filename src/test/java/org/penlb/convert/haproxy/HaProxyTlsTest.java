package org.penlb.convert.haproxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.penlb.config.ConfigException;
import org.penlb.config.Route;
import org.penlb.config.ServiceConfig;
import org.penlb.config.tls.CertificateFiles.Pem;
import org.penlb.config.tls.ClientAuth;
import org.penlb.config.tls.ServerTls;
import org.penlb.config.tls.TlsConfig;
import org.penlb.config.tls.TlsVersion;
import org.penlb.convert.Converted;
import org.penlb.convert.Here;

/** TLS of HAProxy: with clients, and with servers. */
class HaProxyTlsTest extends HaProxyCase {
    private static final Path ONE = Here.FOLDER.resolve("one.pem");

    private static TlsConfig tls(String global, String bind, Path... files) {
        Converted converted = HaProxyConverter.convert(
                "f.cfg",
                "global\n " + global + "\nlisten web\n timeout connect 1s\n bind 127.0.0.1:443 ssl " + bind + "\n"
                        + SERVERS,
                Here.surroundings(Set.of(files)));
        return Objects.requireNonNull(
                Objects.requireNonNull(converted.config()).services().getFirst().tls());
    }

    private static TlsConfig tls(String bind) {
        return tls("maxconn 9", bind);
    }

    private static Pem pem(Path file) {
        return new Pem(file, file, null, null);
    }

    @Test
    void a_file_with_certificate_and_key_is_both() {
        assertThat(tls("crt one.pem crt /etc/ssl/two.pem").certificates())
                .containsExactly(pem(ONE), pem(Path.of("/etc/ssl/two.pem")));
        assertThat(tls("crt-base /etc/ssl/private", "crt two.pem").certificates())
                .containsExactly(pem(Path.of("/etc/ssl/private/two.pem")));
    }

    @Test
    void what_is_beside_a_certificate_belongs_to_it() {
        Path key = Here.FOLDER.resolve("one.pem.key");
        Path ocsp = Here.FOLDER.resolve("one.pem.ocsp");
        assertThat(tls("maxconn 9", "crt one.pem", ONE, key, ocsp).certificates())
                .containsExactly(new Pem(ONE, key, null, ocsp));
        Path rsa = Here.FOLDER.resolve("two.pem.rsa");
        Path ecdsa = Here.FOLDER.resolve("two.pem.ecdsa");
        assertThat(tls("maxconn 9", "crt two.pem", rsa, ecdsa).certificates()).containsExactly(pem(ecdsa), pem(rsa));
    }

    @Test
    void all_certificates_of_a_folder_are_taken() {
        Path folder = Here.FOLDER.resolve("certs");
        assertThat(tls(
                                "maxconn 9",
                                "crt certs",
                                folder.resolve("b.pem"),
                                folder.resolve("a.pem"),
                                folder.resolve("a.pem.issuer"),
                                folder.resolve(".hidden"))
                        .certificates())
                .containsExactly(pem(folder.resolve("a.pem")), pem(folder.resolve("b.pem")));
        assertThat(notes("bind :81 ssl crt certs/"))
                .containsExactly(
                        "f.cfg:6: bind :81 ssl crt certs/: left out: crt certs/: no certificate is in this folder here",
                        "f.cfg:6: bind :81 ssl crt certs/: left out: there is no certificate for it");
    }

    @ParameterizedTest
    @CsvSource({
        "ssl-min-ver TLSv1.2,1.2 1.3",
        "ssl-min-ver TLSv1.3,1.3",
        "ssl-max-ver TLSv1.2,1.2",
        "no-tlsv13,1.2",
        "no-tlsv12 no-sslv3,1.3",
        "force-tlsv12,1.2",
        "ssl-min-ver TLSv1.0,1.2 1.3",
        "ssl-min-ver TLSv1.2 no-tlsv13,1.2 1.3",
    })
    void versions(String words, String numbers) {
        assertThat(tls("crt one.pem " + words).versions())
                .extracting(TlsVersion::number)
                .containsExactlyInAnyOrder(numbers.split(" "));
        assertThat(tls("ssl-default-bind-options " + words, "crt one.pem").versions())
                .extracting(TlsVersion::number)
                .containsExactlyInAnyOrder(numbers.split(" "));
    }

    @Test
    void versions_that_are_not_spoken_are_noted() {
        assertThat(notes("bind :81 ssl crt one.pem ssl-min-ver TLSv1.0"))
                .containsExactly("f.cfg:6: bind :81 ssl crt one.pem ssl-min-ver TLSv1.0: carried over approximately:"
                        + " Pen speaks TLS 1.2 and 1.3, and nothing older (RFC 8996)");
        assertThat(notes("bind :81 ssl crt one.pem force-tlsv11"))
                .singleElement()
                .asString()
                .endsWith("nothing older (RFC 8996)");
    }

    @Test
    void protocols_ciphers_and_clients() {
        TlsConfig tls =
                tls("ssl-default-bind-ciphers HIGH", "crt one.pem alpn h2,http/1.1 verify required ca-file ca.pem");
        assertThat(tls.alpn()).containsExactly("h2", "http/1.1");
        assertThat(Objects.requireNonNull(tls.ciphers()).text()).isEqualTo("HIGH");
        assertThat(tls.clientAuth()).isEqualTo(ClientAuth.REQUIRE);
        assertThat(tls.clientCa()).containsExactly(Here.FOLDER.resolve("ca.pem"));
        tls = tls("ssl-default-bind-ciphers HIGH", "crt one.pem ciphers ECDHE verify optional ca-file /ca.pem");
        assertThat(Objects.requireNonNull(tls.ciphers()).text()).isEqualTo("ECDHE");
        assertThat(tls.clientAuth()).isEqualTo(ClientAuth.REQUEST);
    }

    /** A listener that lets everybody in where not everybody came in would be worse than none. */
    @Test
    void who_is_to_be_verified_and_cannot_be_has_no_listener() {
        assertThat(services(LISTEN + SERVERS + " bind :81 ssl crt one.pem verify required ca-file @system-ca"))
                .hasSize(1);
        assertThatThrownBy(() -> notes("bind :81 ssl crt one.pem verify required"))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("f.cfg:6: verify required without ca-file");
        assertThatThrownBy(() -> notes("bind :81 ssl crt one.pem verify maybe"))
                .hasMessage("f.cfg:6: verify: \"maybe\" is not none, optional or required");
        assertThatThrownBy(() -> notes("bind :81 ssl crt one.pem ssl-min-ver TLSv2"))
                .hasMessageStartingWith("f.cfg:6: \"TLSv2\" is not a version of TLS");
    }

    @Test
    void without_ssl_all_that_says_nothing() {
        assertThat(services(LISTEN + SERVERS + " bind :81 crt one.pem alpn h2")).hasSize(2);
        assertThat(notes("bind :81 crt one.pem alpn h2")).isEmpty();
    }

    @Test
    void what_has_no_counterpart_is_noted() {
        assertThat(notes("bind :81 ssl crt one.pem crt-list list.txt strict-sni ciphersuites TLS_AES_128_GCM_SHA256"))
                .containsExactly(
                        "f.cfg:6: bind :81 crt-list list.txt: not carried over: the list is not read: name its certificates"
                                + " (tls.certificates)",
                        "f.cfg:6: bind :81 strict-sni: not carried over: who names none of the names is shown the first"
                                + " certificate",
                        "f.cfg:6: bind :81 ciphersuites TLS_AES_128_GCM_SHA256: not carried over: the three cipher suites of"
                                + " TLS 1.3 are always on");
    }

    @Test
    void names_lead_to_backends_where_tls_is_ended() {
        String back = " default_backend b\nbackend b\n server b 10.0.0.1:80\nbackend c\n server c 10.0.0.2:80\n";
        List<ServiceConfig> ended =
                services("frontend a\n bind :443 ssl crt one.pem\n use_backend c if { ssl_fc_sni c.example }\n" + back);
        assertThat(ended).hasSize(2);
        assertThat(ended.getLast().routing()).isEqualTo(new Route("a", List.of("c.example"), List.of()));
        assertThat(services("frontend a\n bind :443\n use_backend c if { ssl_fc_sni c.example }\n" + back))
                .hasSize(1);
        assertThat(services(
                        "frontend a\n bind :443 ssl crt one.pem\n use_backend c if { req.ssl_sni c.example }\n" + back))
                .hasSize(1);
    }

    private static @Nullable ServerTls serverTls(String words) {
        return service("server c 10.0.0.3:443 " + words).servers().getLast().tls();
    }

    @Test
    void tls_with_servers() {
        Path ca = Here.FOLDER.resolve("ca.pem");
        assertThat(serverTls("ca-file ca.pem")).isNull();
        assertThat(serverTls("ssl")).isEqualTo(ServerTls.DEFAULT);
        assertThat(serverTls("ssl no-ssl")).isNull();
        assertThat(serverTls("ssl verify none ca-file ca.pem")).isEqualTo(new ServerTls(false, null, null, null, null));
        assertThat(serverTls("ssl verify required ca-file ca.pem sni str(c.example) crt one.pem"))
                .isEqualTo(new ServerTls(true, ca, "c.example", ONE, ONE));
        assertThat(serverTls("ssl verify required ca-file @system-ca verifyhost d.example sni str(c.example)"))
                .isEqualTo(new ServerTls(true, null, "d.example", null, null));
        assertThat(service("default-server ssl verify none", "server c 10.0.0.3:443 verify required")
                        .servers()
                        .getLast()
                        .tls())
                .isEqualTo(ServerTls.DEFAULT);
    }

    @Test
    void what_is_different_with_servers_is_noted() {
        assertThat(notes("server c 10.0.0.3:443 ssl verify none sni ssl_fc_sni alpn h2"))
                .containsExactly(
                        "f.cfg:6: server c sni ssl_fc_sni: not carried over: a server of Pen is asked for one name:"
                                + " str(NAME), or its address",
                        "f.cfg:6: server c alpn h2: not carried over: a server is offered the protocol that its client"
                                + " agreed on");
        assertThat(notes("server c 10.0.0.3:443 ssl verify required"))
                .containsExactly("f.cfg:6: server c ssl: carried over approximately: Pen verifies the name of the"
                        + " certificate, too: that of the address (tls.name)");
        assertThat(notes("server c 10.0.0.3:443 sni ssl_fc_sni alpn h2")).isEmpty();
        assertThatThrownBy(() -> notes("server c 10.0.0.3:443 ssl verify maybe"))
                .hasMessage("f.cfg:6: verify: \"maybe\" is not none or required");
    }
}
