package org.penlb.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Two Pens with one address, which keepalived moves by {@code conf/keepalived.conf}, and clients that ask at it all the time:
 * five machines at a switch, each a network namespace. Pens are 0 and 1.
 */
public final class SharedAddress implements AutoCloseable {
    /** Enough to say that clients are served again. */
    public static final int ENOUGH = 20;

    private static final String V4 = "10.9.0.100";
    private static final String V6 = "fd00:9::100";
    private static final int PENS = 2;
    private static final int CLIENT = 1;
    private static final int FIRST_PEN = 2;
    private static final int TCP = 7000;
    private static final int UDP = 7001;
    private static final int DNS = 5300;

    private final Path folder;
    private final Path home;
    private final String keepalivedProgram;
    private final UnaryOperator<List<String>> penCommand;
    private final Path penConfig;
    private final Duration pace;
    private final NetworkSegment segment = new NetworkSegment(FIRST_PEN + PENS);
    private final @Nullable PenProcess[] pens = new @Nullable PenProcess[PENS];
    private final @Nullable Keepalived[] keepers = new @Nullable Keepalived[PENS];
    private final List<SteadyClient> clients = new ArrayList<>();
    private final SegmentServers servers;

    /**
     * Starts all of it, and returns when one Pen has the address and clients are served.
     *
     * @param home the project's folder
     * @param folder for files, empty
     * @param keepalived the program
     * @param penCommand the command that starts Pen, of its arguments
     * @param pace how often each kind of client asks
     */
    public SharedAddress(
            Path home, Path folder, String keepalived, UnaryOperator<List<String>> penCommand, Duration pace)
            throws IOException {
        this.pace = pace;
        this.home = home;
        this.folder = folder;
        this.keepalivedProgram = keepalived;
        this.penCommand = penCommand;
        boolean begun = false;
        try {
            servers = segment.machine(0).in(() -> new SegmentServers(NetworkSegment.v4(0)));
            penConfig = Files.writeString(folder.resolve("pen.json"), penConfig());
            for (int i = 0; i < PENS; i++) {
                Files.createDirectory(folder.resolve("keepalived-" + i));
                startPen(i);
                startKeepalived(i);
            }
            for (String address : addresses()) {
                ask("connections to " + address, address, TCP, true);
                ask("datagrams to " + address, address, UDP, false);
                ask("queries to " + address, address, DNS, false);
            }
            holder();
            awaitService(System.nanoTime());
            begun = true;
        } finally {
            if (!begun) {
                closeAll();
            }
        }
    }

    private static List<String> addresses() {
        return Families.loopbacks().size() > 1 ? List.of(V4, V6) : List.of(V4);
    }

    /** The same for both: all addresses, and so the one that they share when they have it. */
    private static String penConfig() {
        String everywhere = addresses().size() > 1 ? "[::]" : "0.0.0.0";
        String server = NetworkSegment.v4(0);
        return """
                {"services": [
                  {"name": "tcp", "listen": "%1$s:%2$d", "servers": ["%5$s:%6$d"]},
                  {"name": "udp", "protocol": "udp", "listen": "%1$s:%3$d", "servers": ["%5$s:%6$d"]},
                  {"name": "dns", "protocol": "dns", "listen": "%1$s:%4$d", "servers": ["%5$s:%7$d"]}],
                 "web": {"listen": "127.0.0.1:8880"}}
                """.formatted(everywhere, TCP, UDP, DNS, server, SegmentServers.ECHO, SegmentServers.DNS);
    }

    /** The example, with this network's names. Scripts run as root, since nobody may look into folders of builds. */
    private Path keepalivedConfig(int pen) throws IOException {
        String text = Files.readString(home.resolve("conf").resolve("keepalived.conf"));
        Map<String, String> changes = Map.of(
                "eth0",
                "net0",
                "10.0.0.100/32",
                V4 + "/32",
                "2001:db8::100/128",
                addresses().size() > 1 ? V6 + "/128" : "",
                "/etc/keepalived/pen-health",
                home.resolve("conf").resolve("pen-health").toString(),
                "/etc/keepalived/pen-away",
                away(pen).toString(),
                "script_user nobody",
                "script_user root",
                "enable_script_security",
                "");
        for (Map.Entry<String, String> change : changes.entrySet()) {
            if (!text.contains(change.getKey())) {
                throw new AssertionError("conf/keepalived.conf does not say " + change.getKey());
            }
            text = text.replace(change.getKey(), change.getValue());
        }
        return Files.writeString(folder.resolve("keepalived-" + pen + ".conf"), text);
    }

    private Path away(int pen) {
        return folder.resolve("away-" + pen);
    }

    private Namespace machine(int pen) {
        return segment.machine(FIRST_PEN + pen);
    }

    private void ask(String name, String address, int port, boolean tcp) {
        var server = new InetSocketAddress(InetAddress.ofLiteral(address), port);
        clients.add(segment.machine(CLIENT).in(() -> new SteadyClient(name, server, tcp, pace)));
    }

    /** Starts a Pen; returns when it listens. */
    public void startPen(int pen) {
        List<String> arguments = List.of("-f", "-u", PenProcess.SELF, "--config", penConfig.toString());
        pens[pen] = PenProcess.by(machine(pen).command(penCommand.apply(arguments)), Map.of());
    }

    /** Kills a Pen: kill -9. */
    public void killPen(int pen) {
        PenProcess process = pens[pen];
        if (process != null) {
            process.close();
            pens[pen] = null;
        }
    }

    /** Starts keepalived beside a Pen. */
    public void startKeepalived(int pen) throws IOException {
        keepers[pen] = new Keepalived(
                keepalivedProgram, machine(pen), keepalivedConfig(pen), folder.resolve("keepalived-" + pen));
    }

    /** Ends keepalived beside a Pen as systemctl stop does. */
    public void stopKeepalived(int pen) {
        Keepalived keeper = keepers[pen];
        if (keeper != null) {
            keeper.stop();
            keepers[pen] = null;
        }
    }

    /** Has a Pen give the address away, as before maintenance, or be like the other one again. */
    public void away(int pen, boolean away) throws IOException {
        Files.writeString(away(pen), away ? "-100\n" : "0\n");
    }

    /** A whole machine is gone at once: first for the network, then all of it. */
    public void lose(int pen) {
        segment.plug(FIRST_PEN + pen, false);
        killPen(pen);
        Keepalived keeper = keepers[pen];
        if (keeper != null) {
            keeper.close();
            keepers[pen] = null;
        }
        machine(pen).ip("addr flush dev net0 to " + V4);
    }

    /** It is started again. */
    public void bringBack(int pen) throws IOException {
        segment.plug(FIRST_PEN + pen, true);
        startPen(pen);
        startKeepalived(pen);
        awaitReady(pen);
    }

    /** Returns when keepalived beside a Pen that was started lately is one that could take the address, or has it. */
    public void awaitReady(int pen) {
        Keepalived keeper = keepers[pen];
        if (keeper == null) {
            throw new IllegalStateException("no keepalived beside " + pen);
        }
        Await.until("it is ready: " + keeper.said(), () -> isReady(keeper.said()));
    }

    /** Its last word on its state counts. */
    private static boolean isReady(List<String> said) {
        String last = "";
        for (String line : said) {
            last = line.contains("Entering ") ? line : last;
        }
        return last.contains("Entering BACKUP") || last.contains("Entering MASTER");
    }

    /** Who has the address; waits until it is one alone. */
    public int holder() {
        Await.until("one has the address", () -> has(0) != has(1));
        return has(0) ? 0 : 1;
    }

    /** Waits until this one has the address, and it alone. */
    public void awaitHolder(int pen) {
        Await.until(pen + " has the address", () -> has(pen) && !has(1 - pen));
    }

    /** Whether the address is this one's. */
    public boolean has(int pen) {
        return machine(pen).in(() -> NetworkInterface.getByInetAddress(InetAddress.ofLiteral(V4)) != null);
    }

    /** Returns when all kinds of clients were answered several times that asked after this time (System.nanoTime). */
    public void awaitService(long since) {
        for (SteadyClient client : clients) {
            Await.until(client.name() + " are answered", () -> client.answeredSince(since) >= ENOUGH);
        }
    }

    /** The longest time that any kind of client got no answer since then, in nanoseconds. */
    public long longestGapSince(long time) {
        return clients.stream()
                .mapToLong(client -> client.longestGapSince(time))
                .max()
                .orElseThrow();
    }

    /** A connection of the client's to the address. */
    public Socket connect() {
        return segment.machine(CLIENT).in(() -> {
            var socket = new Socket(InetAddress.ofLiteral(V4), TCP);
            socket.setSoTimeout((int) Await.LONG.toMillis());
            return socket;
        });
    }

    /** From which addresses servers were asked. */
    public Set<String> seenByServers() {
        return servers.seen();
    }

    /** The addresses that the machines of Pens have of their own. */
    public static Set<String> ownAddresses() {
        return Set.of(NetworkSegment.v4(FIRST_PEN), NetworkSegment.v4(FIRST_PEN + 1));
    }

    @Override
    public void close() throws IOException {
        closeAll();
        servers.close();
    }

    private void closeAll() {
        clients.forEach(SteadyClient::close);
        for (int i = 0; i < PENS; i++) {
            killPen(i);
            Keepalived keeper = keepers[i];
            if (keeper != null) {
                keeper.close();
            }
        }
        segment.close();
    }

    /** Whether this process may make the machines. */
    public static boolean available() {
        try {
            new NetworkSegment(1).close();
            return true;
        } catch (UncheckedIOException _) {
            return false;
        }
    }
}
