package org.penlb.config.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.penlb.config.ConfigException;
import org.penlb.config.PenBuilder;
import org.penlb.config.ServerArguments;
import org.penlb.config.ServiceBuilder;
import org.penlb.config.tls.CertificateFiles;
import org.penlb.config.tls.CipherString;
import org.penlb.config.tls.TlsBuilder;
import org.penlb.config.tls.TlsConfig;
import org.penlb.config.tls.TlsVersion;

/** pen's {@code ssl_} commands. */
class TlsCommandsTest {
    private final ServerArguments arguments = new ServerArguments(_ -> -1);
    private final ServiceBuilder service = new ServiceBuilder("test", arguments.listener("443"), 100);
    private final PenBuilder pen = new PenBuilder(service, arguments);
    private final CommandParser parser = new CommandParser(arguments, service.listen(), false);

    private void carryOut(String line) {
        Changes.apply(Objects.requireNonNull(parser.parseChange(line)), pen);
    }

    private TlsConfig tls() {
        return Objects.requireNonNull(service.tls);
    }

    private void withCertificate(@Nullable Path ocsp) {
        var tls = new TlsBuilder();
        tls.certificates = List.of(new CertificateFiles.Pem(Path.of("a.crt"), Path.of("a.key"), null, ocsp));
        service.tls = tls.build();
    }

    @Test
    void a_folder_of_certificates_begins_tls_and_the_others_change_it() {
        carryOut("ssl_sni_path /etc/certs");
        carryOut("ssl_ciphers ECDHE+AESGCM");
        assertThat(tls().directory()).isEqualTo(Path.of("/etc/certs"));
        assertThat(tls().ciphers()).isEqualTo(new CipherString("ECDHE+AESGCM"));
        carryOut("no ssl_ciphers");
        carryOut("ssl_option no_tlsv1.2");
        assertThat(tls().ciphers()).isNull();
        assertThat(tls().versions()).containsExactly(TlsVersion.TLS_1_3);
        carryOut("no ssl_option");
        assertThat(tls().versions()).hasSize(2);
    }

    @Test
    void an_answer_of_the_authority_is_about_the_first_certificate() {
        withCertificate(null);
        carryOut("ssl_ocsp_response a.der");
        assertThat(tls().certificates().getFirst().ocsp()).isEqualTo(Path.of("a.der"));
        carryOut("no ssl_ocsp_response");
        assertThat(tls().certificates().getFirst().ocsp()).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ssl_option no_sslv2",
                "ssl_option no_sslv3",
                "ssl_option no_tlsv1",
                "ssl_option no_tlsv1.1",
                "ssl_option cipher_server_preference",
                "ssl_client_renegotiation_interval 3600",
                "no ssl_ciphers",
                "no ssl_sni_path"
            })
    void what_is_so_anyway_is_accepted_without_tls_too(String line) {
        carryOut(line);
        assertThat(service.tls).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ssl_ciphers HIGH | ssl_ciphers: the service has no TLS (expected: a certificate before it, -E FILE or ssl_sni_path)",
                "ssl_option no_tlsv1.3 | ssl_option: the service has no TLS (expected: a certificate before it, -E FILE or ssl_sni_path)",
                "ssl_option no_ticket | \"no_ticket\" is not an option of TLS that can be chosen here (expected: no_tlsv1.2, no_tlsv1.3;"
                        + " what is always so: cipher_server_preference, no_sslv2, no_sslv3, no_tlsv1, no_tlsv1.1)",
                "ssl_ciphers FOO | \"FOO\" is not a cipher suite or a group of them (expected: such as"
                        + " ECDHE-RSA-AES128-GCM-SHA256 or ECDHE+AESGCM:!aNULL)",
                "ssl_client_renegotiation_interval x | ssl_client_renegotiation_interval: \"x\" is not a number of at least 0",
                "ssl_sni_path | \"ssl_sni_path\" ends too early (expected: a file)"
            })
    void what_cannot_be_is_refused(String line, String message) {
        assertThatThrownBy(() -> carryOut(line))
                .isInstanceOf(ConfigException.class)
                .hasMessage(message);
    }

    @Test
    void the_last_certificate_and_the_last_version_stay() {
        carryOut("ssl_sni_path /etc/certs");
        carryOut("ssl_option no_tlsv1.2");
        assertThatThrownBy(() -> carryOut("ssl_option no_tlsv1.3"))
                .isInstanceOf(ConfigException.class)
                .hasMessage("ssl_option: versions: none (expected: 1.2, 1.3 or both)");
        assertThatThrownBy(() -> carryOut("no ssl_sni_path"))
                .isInstanceOf(ConfigException.class)
                .hasMessage("ssl_sni_path: certificates: none (expected: at least one, or a directory)");
        assertThatThrownBy(() -> carryOut("ssl_ocsp_response a.der"))
                .isInstanceOf(ConfigException.class)
                .hasMessage("ssl_ocsp_response: there is no certificate that it could be about (expected: -E)");
    }

    @Test
    void they_are_written_as_they_are_read() {
        withCertificate(Path.of("a.der"));
        carryOut("ssl_ciphers HIGH:!aNULL");
        service.servers().add(arguments.server("10.0.0.1:80", service.listen()));
        assertThat(CommandWriter.write(pen, 100).lines())
                .contains(
                        "# certificate, option -E: a.crt",
                        "no ssl_sni_path",
                        "ssl_ciphers HIGH:!aNULL",
                        "ssl_ocsp_response a.der",
                        "no ssl_option");
    }
}
