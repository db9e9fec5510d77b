package org.penlb.convert.nginx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
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
import org.penlb.convert.LeftOut;

/** TLS of nginx's stream module: with clients, and with servers. */
class NginxTlsTest {
    private static final String PAIR = "ssl_certificate one.pem; ssl_certificate_key one.key; ";
    private static final Path ONE = Here.FOLDER.resolve("one.pem");
    private static final Path KEY = Here.FOLDER.resolve("one.key");

    private static Converted convert(String text) {
        return NginxConverter.convert("f.conf", "stream {\n" + text + "\n}", Here.surroundings());
    }

    private static List<ServiceConfig> services(String text) {
        return Objects.requireNonNull(convert(text).config()).services();
    }

    private static List<String> notes(String text) {
        return convert(text).leftOut().stream().map(LeftOut::toString).toList();
    }

    private static String server(String directives) {
        return "server { listen 443 ssl; proxy_pass 10.0.0.1:80; " + directives + " }";
    }

    private static TlsConfig tls(String directives) {
        return Objects.requireNonNull(services(server(directives)).getFirst().tls());
    }

    @Test
    void certificates_and_keys_are_pairs() {
        assertThat(tls(PAIR + "ssl_certificate /two.pem; ssl_certificate_key /two.key;")
                        .certificates())
                .containsExactly(
                        new Pem(ONE, KEY, null, null), new Pem(Path.of("/two.pem"), Path.of("/two.key"), null, null));
        assertThat(services(PAIR + server("ssl_certificate a; ssl_certificate_key b;") + " server { listen 444 ssl;"
                        + " proxy_pass 10.0.0.1:80; }"))
                .extracting(service -> Objects.requireNonNull(service.tls()).certificates())
                .containsExactly(
                        List.of(new Pem(Here.FOLDER.resolve("a"), Here.FOLDER.resolve("b"), null, null)),
                        List.of(new Pem(ONE, KEY, null, null)));
        assertThat(tls(PAIR + "ssl_stapling_file one.ocsp;").certificates())
                .containsExactly(new Pem(ONE, KEY, null, Here.FOLDER.resolve("one.ocsp")));
        assertThatThrownBy(() -> tls("ssl_certificate one.pem;"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("no \"ssl_certificate_key\" is defined for certificate \"one.pem\"");
        assertThat(services(PAIR + "server { listen 443; proxy_pass 10.0.0.1:80; }")
                        .getFirst()
                        .tls())
                .isNull();
    }

    @ParameterizedTest
    @CsvSource({"TLSv1.2,1.2", "TLSv1.3,1.3", "TLSv1 TLSv1.2 TLSv1.3,1.2 1.3"})
    void versions(String protocols, String numbers) {
        assertThat(tls(PAIR + "ssl_protocols " + protocols + ";").versions())
                .extracting(TlsVersion::number)
                .containsExactlyInAnyOrder(numbers.split(" "));
    }

    @Test
    void protocols_ciphers_times_and_clients() {
        TlsConfig tls = tls(PAIR + "ssl_alpn h2 http/1.1; ssl_ciphers HIGH:!aNULL; ssl_handshake_timeout 9s;"
                + " ssl_verify_client on; ssl_client_certificate ca.pem; ssl_trusted_certificate more.pem;");
        assertThat(tls.alpn()).containsExactly("h2", "http/1.1");
        assertThat(Objects.requireNonNull(tls.ciphers()).text()).isEqualTo("HIGH:!aNULL");
        assertThat(tls.handshakes().timeout()).isEqualTo(Duration.ofSeconds(9));
        assertThat(tls.clientAuth()).isEqualTo(ClientAuth.REQUIRE);
        assertThat(tls.clientCa()).containsExactly(Here.FOLDER.resolve("ca.pem"), Here.FOLDER.resolve("more.pem"));
        tls = tls(PAIR + "ssl_verify_client optional; ssl_client_certificate ca.pem;");
        assertThat(tls.clientAuth()).isEqualTo(ClientAuth.REQUEST);
        assertThat(tls(PAIR + "ssl_verify_client off; ssl_client_certificate ca.pem;")
                        .clientCa())
                .isEmpty();
        assertThatThrownBy(() -> tls(PAIR + "ssl_verify_client on;"))
                .hasMessageContaining("no ssl_client_certificate for ssl_verify_client");
    }

    @Test
    void listeners_without_what_they_need_are_left_out() {
        assertThat(convert(server("ssl_certificate $name.pem; ssl_certificate_key $name.key;"))
                        .config())
                .isNull();
        assertThat(notes(server(PAIR + "ssl_protocols TLSv1.1;")))
                .last()
                .asString()
                .endsWith("Pen speaks TLS 1.2 and 1.3, and nothing older (RFC 8996)");
        assertThatThrownBy(() -> convert("server { listen 53 udp ssl; proxy_pass 10.0.0.1:53; }"))
                .hasMessageContaining("\"ssl\" parameter is incompatible with \"udp\"");
    }

    @Test
    void names_lead_to_servers_where_tls_is_ended() {
        List<ServiceConfig> services =
                services("map $ssl_server_name $to { a.example 10.0.0.2:80; default 10.0.0.3:80; }"
                        + " server { listen 443 ssl; " + PAIR + "proxy_pass $to; }");
        assertThat(services).hasSize(2);
        assertThat(services.getLast().routing()).isEqualTo(new Route("to", List.of("a.example"), List.of()));
        assertThat(services.getLast().tls()).isNull();
    }

    private static @Nullable ServerTls serverTls(String directives) {
        List<ServiceConfig> services = services("upstream web { server 10.0.0.1:443; server 10.0.0.2:443 backup; }"
                + " server { listen 80; proxy_pass web; " + directives + " }");
        ServiceConfig service = services.getFirst();
        assertThat(Objects.requireNonNull(service.emergency()).tls())
                .isEqualTo(service.servers().getFirst().tls());
        return service.servers().getFirst().tls();
    }

    @Test
    void tls_with_servers() {
        assertThat(serverTls("proxy_ssl off; proxy_ssl_verify on;")).isNull();
        assertThat(serverTls("proxy_ssl on; proxy_ssl_name a.example; proxy_ssl_trusted_certificate ca.pem;"))
                .isEqualTo(new ServerTls(false, null, null, null, null));
        assertThat(serverTls("proxy_ssl on; proxy_ssl_server_name on;"))
                .isEqualTo(new ServerTls(false, null, "web", null, null));
        assertThat(serverTls("proxy_ssl on; proxy_ssl_verify on; proxy_ssl_name a.example;"
                        + " proxy_ssl_trusted_certificate ca.pem; proxy_ssl_certificate one.pem;"
                        + " proxy_ssl_certificate_key one.key;"))
                .isEqualTo(new ServerTls(true, Here.FOLDER.resolve("ca.pem"), "a.example", ONE, KEY));
        assertThat(services("server { listen 80; proxy_pass 10.0.0.1:443; proxy_ssl on; proxy_ssl_verify on; }")
                        .getFirst()
                        .servers()
                        .getFirst()
                        .tls())
                .isEqualTo(ServerTls.DEFAULT);
    }

    @Test
    void servers_of_routes_are_spoken_with_as_the_others() {
        List<ServiceConfig> services = services("map $ssl_preread_server_name $to { a.example 10.0.0.2:80; }"
                + " server { listen 443; ssl_preread on; proxy_ssl on; proxy_pass $to; }");
        assertThat(services.getLast().servers().getFirst().tls())
                .isEqualTo(new ServerTls(false, null, null, null, null));
    }

    @Test
    void what_has_no_counterpart_is_noted() {
        assertThat(convert(server(PAIR + "ssl_session_ticket_key key; ssl_password_file pass; ssl_dhparam dh.pem;"
                                + " ssl_verify_client optional_no_ca; proxy_ssl_crl crl.pem;"))
                        .leftOut())
                .extracting(LeftOut::directive)
                .containsExactly(
                        "ssl_session_ticket_key key",
                        "ssl_password_file pass",
                        "ssl_dhparam dh.pem",
                        "proxy_ssl_crl crl.pem",
                        "ssl_verify_client optional_no_ca");
        assertThat(convert("server { listen 53 udp; proxy_pass 10.0.0.1:53; proxy_ssl on; }")
                        .leftOut())
                .extracting(LeftOut::directive)
                .containsExactly("proxy_ssl on");
    }
}
