package org.penlb.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.penlb.config.tls.CertificateFiles;
import org.penlb.config.tls.ClientAuth;
import org.penlb.config.tls.TlsConfig;
import org.penlb.config.tls.TlsVersion;

/** pen's options about TLS. */
class TlsOptionsTest {
    private static TlsConfig tls(String... options) {
        String[] arguments = new String[options.length + 3];
        System.arraycopy(options, 0, arguments, 0, options.length);
        arguments[options.length] = "-f";
        arguments[options.length + 1] = "443";
        arguments[options.length + 2] = "10.0.0.1:80";
        return Objects.requireNonNull(
                PenCommand.parse(arguments).services().getFirst().tls());
    }

    @Test
    void the_key_is_in_the_file_of_the_certificate_unless_it_is_said() {
        assertThat(tls("-E", "pen.pem").certificates())
                .containsExactly(new CertificateFiles.Pem(Path.of("pen.pem"), Path.of("pen.pem"), null, null));
        assertThat(tls("-E", "pen.crt", "-K", "pen.key", "-G", "ca.crt").certificates())
                .containsExactly(
                        new CertificateFiles.Pem(Path.of("pen.crt"), Path.of("pen.key"), Path.of("ca.crt"), null));
    }

    @Test
    void clients_are_asked_for_a_certificate_only_if_they_need_one() {
        assertThat(tls("-E", "pen.pem", "-G", "ca.crt").clientAuth()).isEqualTo(ClientAuth.NONE);
        TlsConfig required = tls("-E", "pen.pem", "-R", "-G", "ca.crt", "-A", "ca.d");
        assertThat(required.clientAuth()).isEqualTo(ClientAuth.REQUIRE);
        assertThat(required.clientCa()).containsExactly(Path.of("ca.crt"), Path.of("ca.d"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"tls1", "ssl23", "tls1.2"})
    void the_protocols_of_pen_mean_1_2_or_newer(String protocol) {
        assertThat(tls("-E", "pen.pem", "-L", protocol).versions())
                .containsExactlyInAnyOrder(TlsVersion.TLS_1_2, TlsVersion.TLS_1_3);
    }

    @Test
    void the_newest_can_be_had_alone() {
        assertThat(tls("-E", "pen.pem", "-L", "tls1.3").versions()).containsExactly(TlsVersion.TLS_1_3);
    }

    @Test
    void in_the_background_files_are_absolute() {
        TlsConfig tls = Objects.requireNonNull(
                PenCommand.parse("-E", "pen.pem", "-O", "ssl_sni_path certs.d", "443", "10.0.0.1:80")
                        .services()
                        .getFirst()
                        .tls());
        assertThat(tls.directory()).isAbsolute();
        assertThat(tls.certificates())
                .allSatisfy(files ->
                        assertThat(((CertificateFiles.Pem) files).key()).isAbsolute());
    }

    @Test
    void what_has_no_effect_is_told() {
        var options = new TlsOptions();
        options.compatibility = true;
        options.caDirectory = Path.of("ca.d");
        var said = new StringWriter();
        options.tell(new PrintWriter(said, true));
        assertThat(said.toString().lines())
                .containsExactly("pen: -Z has no effect here", "pen: -A has no effect here without -R");
    }
}
