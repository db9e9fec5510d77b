package org.penlb.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A validating resolver that forwards to a DNS service before three servers of a signed zone. */
@Timeout(120)
class ResolverIT {
    @TempDir
    Path folder;

    @Test
    void unbound_resolves_and_validates() throws IOException, InterruptedException {
        Zone.Signed signed = Zone.signed(folder);
        try (var servers = new NameServers(3, folder, signed.zone());
                var pen = servers.pen();
                var resolver = new Unbound(folder, pen.address(), signed.trustAnchor())) {
            for (int i = 0; i < 30; i++) {
                Dig.Answer answer = Dig.ask(resolver.address(), "+dnssec", "host" + i + "." + Zone.SIGNED, "A");
                assertThat(answer.flags()).contains("ad");
                assertThat(answer.answers()).hasSize(2).contains("192.0.2." + i);
            }
            Dig.Answer none = Dig.ask(resolver.address(), "+dnssec", "no." + Zone.SIGNED, "A");
            assertThat(none.status()).isEqualTo("NXDOMAIN");
            assertThat(none.flags()).as("the proof that it does not exist").contains("ad");

            Dig.Answer big = Dig.ask(resolver.address(), "+dnssec", "+bufsize=4096", "big." + Zone.SIGNED, "TXT");
            assertThat(big.flags()).contains("ad");
            assertThat(big.size()).isBetween(2000, 4096);
            Dig.Answer huge = Dig.ask(resolver.address(), "+dnssec", "huge." + Zone.SIGNED, "TXT");
            assertThat(huge.flags()).contains("ad");
            assertThat(huge.size()).isGreaterThan(4096);

            assertThat(Dig.whoami(resolver.address())).startsWith("s");
        }
    }
}
