package org.penlb.config.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.penlb.config.Address;
import org.penlb.config.ControlConfig;
import org.penlb.config.DebugConfig;
import org.penlb.config.PenConfig;
import org.penlb.config.RelayKind;
import org.penlb.config.ServerArguments;
import org.penlb.config.ServiceBuilder;
import org.penlb.config.WebConfig;

class TlsFileNamesTest {
    private static final ServerArguments ARGUMENTS = new ServerArguments(_ -> -1);

    private static TlsBuilder with(CertificateFiles... certificates) {
        var tls = new TlsBuilder();
        tls.certificates = List.of(certificates);
        return tls;
    }

    @Test
    void each_file_and_folder_that_is_named_is_there_once() {
        var service = new ServiceBuilder("web", ARGUMENTS.listener("127.0.0.1:443"), 10);
        TlsBuilder tls = with(
                new CertificateFiles.Pem(Path.of("a.crt"), Path.of("a.key"), Path.of("chain"), Path.of("a.der")),
                new CertificateFiles.Pkcs12(Path.of("b.p12"), Path.of("b.pw"), null),
                new CertificateFiles.Pem(Path.of("c.pem"), Path.of("c.pem"), null, null));
        tls.directory = Path.of("certs.d");
        tls.clientCa = List.of(Path.of("ca.crt"));
        tls.clientAuth = ClientAuth.REQUEST;
        tls.tickets = new Tickets(new TicketSecret("s".repeat(40), Path.of("tickets")), Duration.ofHours(1));
        service.tls = tls.build();
        var towards = new ServerTls(true, Path.of("servers.crt"), null, Path.of("own.crt"), Path.of("own.key"));
        service.servers().add(ARGUMENTS.server("10.0.0.1:443", service.listen()).withTls(towards));
        TlsConfig page = with(new CertificateFiles.Pem(Path.of("page.crt"), Path.of("a.key"), null, null))
                .build();
        var config = new PenConfig(
                List.of(service.build()),
                RelayKind.AUTO,
                1,
                ControlConfig.NONE,
                new WebConfig(new Address.Inet("127.0.0.1", 8880), null, page),
                DebugConfig.NONE,
                null,
                null);
        assertThat(TlsFileNames.of(config))
                .extracting(Path::toString)
                .containsExactly(
                        "a.crt",
                        "a.key",
                        "chain",
                        "a.der",
                        "b.p12",
                        "b.pw",
                        "c.pem",
                        "certs.d",
                        "ca.crt",
                        "tickets",
                        "servers.crt",
                        "own.crt",
                        "own.key",
                        "page.crt");
    }
}
