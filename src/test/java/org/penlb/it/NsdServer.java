package org.penlb.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.penlb.testing.Await;
import org.penlb.testing.Ports;

/**
 * A real name server, NSD, on 127.0.0.1, over UDP and TCP. It can stop in the middle of its work, die, and come back on the
 * same port.
 */
final class NsdServer implements AutoCloseable {
    private static final String PACKAGE = "nsd";
    private static final Pattern QUERIES = Pattern.compile("^num\\.queries=(\\d+)$", Pattern.MULTILINE);

    private final String nsd = Program.find("nsd", PACKAGE);
    private final String control = Program.find("nsd-control", PACKAGE);
    private final int port = Ports.freeForBoth();
    private final Path folder;
    private final Path configuration;
    private Daemon daemon;
    /** What it had read when it was killed. */
    private long earlier;

    /** Starts one with these zones. Its files are in a new folder in this one. */
    NsdServer(Path parent, Zone... zones) throws IOException {
        this(parent, "", zones);
    }

    /**
     * Starts one that is configured otherwise, too.
     *
     * @param option a line of its configuration
     */
    NsdServer(Path parent, String option, Zone... zones) throws IOException {
        folder = Files.createTempDirectory(parent, "nsd");
        configuration = folder.resolve("nsd.conf");
        // No limit to answers per second: all of a test's queries come from one network.
        var text = new StringBuilder("""
                server:
                  server-count: 1
                  ip-address: 127.0.0.1@%2$d
                  username: ""
                  chroot: ""
                  database: ""
                  zonesdir: "%1$s"
                  pidfile: "%1$s/pid"
                  zonelistfile: "%1$s/zones"
                  xfrdfile: "%1$s/state"
                  xfrdir: "%1$s"
                  rrl-ratelimit: 0
                  ipv4-edns-size: 4096
                  %3$s
                remote-control:
                  control-enable: yes
                  control-interface: %1$s/control
                """.formatted(folder, port, option));
        for (Zone zone : zones) {
            Files.writeString(folder.resolve(zone.name()), zone.records());
            text.append(
                    "zone:\n  name: %1$s\n  zonefile: %1$s\n  provide-xfr: 127.0.0.1 NOKEY\n".formatted(zone.name()));
        }
        Files.writeString(configuration, text);
        daemon = start();
    }

    private Daemon start() {
        var started = new Daemon(List.of(nsd, "-d", "-c", configuration.toString()), folder.resolve("log"));
        Await.until("nsd answers", () -> {
            started.assertAlive();
            return control("status") != null;
        });
        return started;
    }

    InetSocketAddress socketAddress() {
        return new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port);
    }

    /** The address in pen's notation. */
    String address() {
        return "127.0.0.1:" + port;
    }

    /**
     * How many queries of all kinds it has read in all its lives, but for the last moment before it was killed. It cannot
     * tell while it is paused or dead.
     */
    long queries() {
        String statistics = control("stats_noreset");
        Matcher found = QUERIES.matcher(statistics == null ? "" : statistics);
        if (!found.find()) {
            throw new AssertionError("nsd-control stats_noreset: " + statistics);
        }
        return earlier + Long.parseLong(found.group(1));
    }

    /** What it answers to a command; null if it cannot be asked. */
    private @Nullable String control(String command) {
        try {
            Process process = new ProcessBuilder(control, "-c", configuration.toString(), command)
                    .redirectErrorStream(true)
                    .start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return process.waitFor() == 0 ? said : null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Stops in the middle of its work: its port is open, nobody reads. */
    void pause() throws IOException, InterruptedException {
        daemon.signal("STOP");
    }

    /** Goes on where it was paused. What came meanwhile it answers now. */
    void resume() throws IOException, InterruptedException {
        daemon.signal("CONT");
    }

    /** Dies: its port is closed. */
    void kill() {
        earlier = queries();
        daemon.close();
    }

    /** Comes back after it was killed. */
    void revive() {
        daemon = start();
    }

    @Override
    public void close() {
        daemon.close();
    }
}
