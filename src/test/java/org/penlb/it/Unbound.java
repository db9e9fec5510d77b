package org.penlb.it;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.penlb.testing.Await;
import org.penlb.testing.Ports;

/** A real resolver, Unbound, on 127.0.0.1, that gets everything it is asked for from one server, and validates it. */
final class Unbound implements AutoCloseable {
    private final int port = Ports.freeForBoth();
    private final Daemon daemon;

    /**
     * @param upstream whom it asks
     * @param trustAnchor the key of the signed zone
     */
    Unbound(Path parent, InetSocketAddress upstream, String trustAnchor) throws IOException {
        Path folder = Files.createTempDirectory(parent, "unbound");
        Path configuration = folder.resolve("unbound.conf");
        // test. is one of the names that Unbound answers by itself, unless it is told not to.
        Files.writeString(configuration, """
                server:
                  interface: 127.0.0.1@%2$d
                  do-daemonize: no
                  use-syslog: no
                  username: ""
                  chroot: ""
                  directory: "%1$s"
                  pidfile: "%1$s/pid"
                  do-not-query-localhost: no
                  local-zone: "test." nodefault
                  domain-insecure: "%5$s."
                  trust-anchor: "%4$s"
                  edns-buffer-size: 4096
                  cache-max-ttl: 0
                  cache-max-negative-ttl: 0
                remote-control:
                  control-enable: no
                forward-zone:
                  name: "."
                  forward-addr: 127.0.0.1@%3$d
                """.formatted(
                        folder, port, upstream.getPort(), trustAnchor.replaceAll("\\s+", " "), Zone.EXAMPLE));
        daemon = new Daemon(
                List.of(Program.find("unbound", "unbound"), "-d", "-c", configuration.toString()),
                folder.resolve("log"));
        Await.until("Unbound listens", () -> {
            daemon.assertAlive();
            return Ports.listeners(port) > 0 && Ports.takesDatagrams(port);
        });
    }

    InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port);
    }

    @Override
    public void close() {
        daemon.close();
    }
}
