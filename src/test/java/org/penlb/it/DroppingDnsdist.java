package org.penlb.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.penlb.testing.Ports;

/** A real dnsdist before a name server that drops the queries for one name: over TCP it ends the connection by which they come. */
final class DroppingDnsdist implements AutoCloseable {
    /** The name that it does not want to hear. */
    static final String NAME = "drop." + Zone.EXAMPLE;

    private final int port = Ports.freeForBoth();
    private final Path drops;
    private final Daemon daemon;

    DroppingDnsdist(Path parent, NsdServer behind) throws IOException {
        Path folder = Files.createTempDirectory(parent, "dnsdist");
        drops = folder.resolve("drops");
        Path configuration = folder.resolve("dnsdist.conf");
        Files.writeString(configuration, """
                setLocal('127.0.0.1:%d')
                setSecurityPollSuffix('')
                newServer({address='%s', checkName='www.%s.'})
                addAction(QNameRule('%s'), LogAction('%s', false, true, false, false))
                addAction(QNameRule('%4$s'), DropAction())
                """.formatted(port, behind.address(), Zone.EXAMPLE, NAME, drops));
        daemon = new Daemon(
                List.of(Program.find("dnsdist", "dnsdist"), "--supervised", "-C", configuration.toString()),
                folder.resolve("log"));
        Ports.awaitListening(port);
    }

    /** The address in pen's notation. */
    String address() {
        return "127.0.0.1:" + port;
    }

    /** How many queries it has dropped. */
    int drops() {
        try {
            return Files.exists(drops) ? Files.readAllLines(drops).size() : 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        daemon.close();
    }
}
