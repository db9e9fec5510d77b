package org.penlb.testing;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Pens that share what they know, servers and clients: machines at a switch, each a network namespace. Pens count from 0, and
 * so do servers and clients.
 */
public final class PenCluster implements AutoCloseable {
    /** Where clients come in. */
    public static final int PORT = 80;

    private static final int CONTROL = 10080;
    private static final int WEB = 8880;
    private static final int CLUSTER = 5701;
    /** Servers and clients. */
    private static final int OTHERS = 0;

    private static final int FIRST_PEN = 1;
    private static final int FIRST_SERVER = 100;
    private static final int PATIENCE_MILLIS = 5_000;
    /** How many things may be done among clients at a time. */
    private static final int TASKS = 8;

    private static final String CLIENTS = "10.64.0.0/10";
    private static final int FIRST_CLIENT = 0x0a40_0000;
    private static final String SECRET = "what-only-instances-know";

    private final Path folder;
    private final int members;
    private final int serverCount;
    private final UnaryOperator<List<String>> penCommand;
    private final NetworkSegment segment;
    private final @Nullable PenProcess[] pens;
    private final NamedServers servers;
    /** Its threads are where clients are. */
    private final ExecutorService clients;

    /**
     * Makes machines and servers; Pens are started one by one.
     *
     * @param folder for files, empty
     * @param members how many Pens are one, the first ones
     * @param strangers how many more there may be, of which members do not know
     * @param serverCount how many servers
     * @param penCommand the command that starts Pen, of its arguments
     */
    public PenCluster(Path folder, int members, int strangers, int serverCount, UnaryOperator<List<String>> penCommand)
            throws IOException {
        this.folder = folder;
        this.members = members;
        int size = members + strangers;
        this.serverCount = serverCount;
        this.penCommand = penCommand;
        this.pens = new @Nullable PenProcess[size];
        writeSecret(secret(), SECRET);
        segment = new NetworkSegment(FIRST_PEN + size);
        boolean begun = false;
        try {
            Namespace others = segment.machine(OTHERS);
            others.ip("route add local " + CLIENTS + " dev lo");
            for (int i = 0; i < serverCount; i++) {
                others.ip("addr add " + serverAddress(i) + "/24 dev net0");
            }
            for (int i = 0; i < size; i++) {
                machine(i).ip("route add " + CLIENTS + " via " + NetworkSegment.v4(OTHERS));
            }
            servers = new NamedServers(
                    others,
                    IntStream.range(0, serverCount)
                            .mapToObj(PenCluster::serverAddress)
                            .toList());
            clients = others.in(() -> {
                var threads = (ThreadPoolExecutor) Executors.newFixedThreadPool(
                        TASKS, Thread.ofPlatform().daemon().factory());
                threads.prestartAllCoreThreads();
                return threads;
            });
            begun = true;
        } finally {
            if (!begun) {
                segment.close();
            }
        }
    }

    private static void writeSecret(Path file, String secret) throws IOException {
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, secret + "\n");
    }

    private Path secret() {
        return folder.resolve("secret");
    }

    private static String serverAddress(int server) {
        return NetworkSegment.v4(FIRST_SERVER + server);
    }

    /** What a server is called in configurations. */
    public static String server(int server) {
        return serverAddress(server) + ":" + NamedServers.PORT;
    }

    /** The letter that a server says. */
    public static char letter(int server) {
        return NamedServers.name(server);
    }

    /** The address of a Pen. */
    public static String address(int pen) {
        return NetworkSegment.v4(FIRST_PEN + pen);
    }

    /** What a Pen is called by the others. */
    public static String name(int pen) {
        return address(pen) + ":" + CLUSTER;
    }

    private Namespace machine(int pen) {
        return segment.machine(FIRST_PEN + pen);
    }

    /**
     * The configuration of a Pen, to be changed.
     *
     * @param shared whether it is one of several
     * @param clientsMax how many clients it may remember
     */
    public JsonObject config(int pen, boolean shared, int clientsMax) {
        var names = new JsonArray();
        for (int i = 0; i < serverCount; i++) {
            names.add(server(i));
        }
        var service = new JsonObject()
                .put("name", "web")
                .put("listen", "tcp://" + address(pen) + ":" + PORT)
                .put("servers", names)
                .put("clientsMax", clientsMax)
                .put("connectTimeout", "1s")
                .put("blacklist", "30s");
        var config = new JsonObject()
                .put("services", new JsonArray().add(service))
                .put("control", new JsonObject().put("listen", address(pen) + ":" + CONTROL))
                .put("web", new JsonObject().put("listen", address(pen) + ":" + WEB));
        if (shared) {
            var addresses = new JsonArray();
            for (int i = 0; i < members; i++) {
                addresses.add(name(i));
            }
            config.put(
                    "cluster",
                    new JsonObject()
                            .put("name", "test")
                            .put("listen", name(pen))
                            .put("members", addresses)
                            .put("secretFile", secret().toString()));
        }
        return config;
    }

    /** Starts a Pen with a secret of its own. */
    public void startStranger(int pen, int clientsMax) throws IOException {
        Path other = folder.resolve("other-secret");
        writeSecret(other, "what-a-stranger-made-up");
        JsonObject config = config(pen, true, clientsMax);
        config.getJsonObject("cluster").put("secretFile", other.toString());
        start(pen, config);
    }

    /** Starts a Pen that is one of all; returns when it listens. */
    public void start(int pen, int clientsMax) throws IOException {
        start(pen, config(pen, true, clientsMax));
    }

    /** Starts a Pen with this configuration; returns when it listens. */
    public void start(int pen, JsonObject config) throws IOException {
        Path file = Files.writeString(folder.resolve("pen-" + pen + ".json"), config.encodePrettily());
        List<String> arguments = List.of("-f", "-u", PenProcess.SELF, "--config", file.toString());
        pens[pen] = PenProcess.by(machine(pen).command(penCommand.apply(arguments)), Map.of());
    }

    /** The process of a Pen that was started. */
    public PenProcess pen(int pen) {
        PenProcess process = pens[pen];
        if (process == null) {
            throw new IllegalStateException("Pen " + pen + " does not run");
        }
        return process;
    }

    /** Kills a Pen: kill -9. */
    public void kill(int pen) {
        PenProcess process = pens[pen];
        if (process != null) {
            process.close();
            pens[pen] = null;
        }
    }

    /** Loses all that two Pens send each other; clients and servers reach both. */
    public void cut(int one, int other) {
        segment.lose(FIRST_PEN + one, address(other));
        segment.lose(FIRST_PEN + other, address(one));
    }

    /** They reach each other again. */
    public void mend(int one, int other) {
        segment.mend(FIRST_PEN + one, address(other));
        segment.mend(FIRST_PEN + other, address(one));
    }

    /** Loses all that a Pen sends to a server, or no longer. */
    public void cutFromServer(int pen, int server, boolean cut) {
        if (cut) {
            segment.lose(FIRST_PEN + pen, serverAddress(server));
        } else {
            segment.mend(FIRST_PEN + pen, serverAddress(server));
        }
    }

    /** A server dies: it refuses connections. */
    public void killServer(int server) throws IOException {
        servers.kill(server);
    }

    /** A dead server is there again. */
    public void reviveServer(int server) {
        servers.revive(server);
    }

    /** Where clients of a Pen come in. */
    public static InetSocketAddress entrance(int pen) {
        return new InetSocketAddress(InetAddress.ofLiteral(address(pen)), PORT);
    }

    /** The address of a client, of some four million. */
    public static InetAddress client(int client) {
        int address = FIRST_CLIENT + client;
        try {
            return InetAddress.getByAddress(
                    new byte[] {(byte) (address >> 24), (byte) (address >> 16), (byte) (address >> 8), (byte) address});
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four bytes are an address", e);
        }
    }

    /**
     * Does something where clients are: the sockets that it opens are theirs, and so are those of the threads that it starts.
     * A few things at a time.
     */
    public <T> T amongClients(Callable<T> task) {
        try {
            return clients.submit(task).get();
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError(e);
        }
    }

    /**
     * The letter of the server that a client gets; to be called {@linkplain #amongClients among clients}.
     *
     * @throws IOException if it gets none
     */
    public static char visit(int client, InetSocketAddress pen) throws IOException {
        try (var socket = new Socket()) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.bind(new InetSocketAddress(client(client), 0));
            socket.connect(pen, PATIENCE_MILLIS);
            int said = socket.getInputStream().read();
            if (said < 0 || socket.getInputStream().read() >= 0) {
                throw new IOException("the connection ended without a server's word");
            }
            return (char) said;
        }
    }

    /** The same from anywhere. */
    public char visit(int client, int pen) {
        return amongClients(() -> visit(client, entrance(pen)));
    }

    /** What a Pen answers to a command of the control port. */
    public String say(int pen, String command) {
        return amongClients(() -> ask(pen, CONTROL, command + "\n"));
    }

    /** What a Pen answers to a question of its API; null if it does not answer. */
    public @Nullable JsonObject get(int pen, String path) {
        String question = "GET /api/v1/" + path + " HTTP/1.1\r\nHost: " + address(pen) + ":" + WEB
                + "\r\nConnection: close\r\n\r\n";
        String answer = amongClients(() -> {
            try {
                return ask(pen, WEB, question);
            } catch (IOException _) {
                return ""; // stopped, or not there yet
            }
        });
        int body = answer.indexOf("\r\n\r\n");
        return answer.startsWith("HTTP/1.1 200 ")
                ? new JsonObject(answer.substring(body).strip())
                : null;
    }

    /** What a Pen says of its cluster, as JSON; null if it does not answer. */
    public @Nullable JsonObject cluster(int pen) {
        return get(pen, "cluster");
    }

    /** What happened at a Pen to a server, of one kind, as the API tells it. */
    public List<String> events(int pen, String kind, int server) {
        JsonObject events = get(pen, "events?limit=500");
        return events == null
                ? List.of()
                : events.getJsonArray("items").stream()
                        .map(JsonObject.class::cast)
                        .filter(event -> event.getString("kind").equals(kind)
                                && server(server).equals(event.getString("server")))
                        .map(event -> event.getString("text"))
                        .toList();
    }

    /** The letter of the server that a Pen would give a client now, which changes nothing; '-' if there is none. */
    public char expected(int client, int pen) {
        String said = say(pen, "explain " + client(client).getHostAddress()).strip();
        String server = said.substring(said.lastIndexOf(' ') + 1);
        return IntStream.range(0, serverCount)
                .filter(i -> server(i).equals(server))
                .mapToObj(PenCluster::letter)
                .findFirst()
                .orElse('-');
    }

    private static String ask(int pen, int port, String question) throws IOException {
        try (var socket = new Socket()) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.connect(new InetSocketAddress(InetAddress.ofLiteral(address(pen)), port), PATIENCE_MILLIS);
            socket.getOutputStream().write(question.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Whether a Pen hears another one. */
    public boolean hears(int pen, int other) {
        JsonObject peer = peer(pen, other);
        return peer != null && peer.getBoolean("up");
    }

    /** How many milliseconds ago a Pen had all that another one knows; a very large number if it never did. */
    public long completeMillisAgo(int pen, int other) {
        JsonObject peer = peer(pen, other);
        Long ago = peer == null ? null : peer.getLong("inSyncMillisAgo");
        return ago == null ? Long.MAX_VALUE : ago;
    }

    private @Nullable JsonObject peer(int pen, int other) {
        JsonObject cluster = cluster(pen);
        return cluster == null
                ? null
                : cluster.getJsonArray("instances").stream()
                        .map(JsonObject.class::cast)
                        .filter(instance -> instance.getString("name").equals(name(other)))
                        .findFirst()
                        .orElse(null);
    }

    /** Returns when each of these hears each. */
    public void awaitAllHeard(int... some) {
        for (int one : some) {
            for (int other : some) {
                Await.until(name(one) + " hears " + name(other), () -> one == other || hears(one, other));
            }
        }
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

    @Override
    public void close() throws IOException {
        for (int i = 0; i < pens.length; i++) {
            kill(i);
        }
        segment.close();
        servers.close();
        clients.shutdownNow();
    }
}
