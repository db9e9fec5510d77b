package org.penlb.cli.logtools;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.penlb.accesslog.LineLog;
import org.penlb.logtools.collect.LogCollector;
import org.penlb.logtools.collect.LogPort;

/** What the launchers of penlog and penlogd run once to train the AOT cache: a log that is sent over loopback. */
final class CollectWarmUp {
    /** The word on the command line. */
    private static final String WORD = "warm-up";

    private static final int LINES = 50;

    private CollectWarmUp() {}

    static boolean isMeant(String[] args) {
        return args.length == 1 && args[0].equals(WORD);
    }

    /** Runs it; the result is the exit code. */
    @SuppressWarnings("StreamResourceLeak") // the process's own
    static int run() {
        var at = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        try (LogPort listening = LogPort.open(at);
                LineLog out = LineLog.toStandardOutput(() -> {})) {
            int port = listening.number();
            try (var _ = LogCollector.start(listening, LINES, out, () -> {})) {
                send(port);
                var nothing = new FileInputStream(FileDescriptor.in); // as the launcher gives it
                return new Penlog(nothing, System.out, System.err).run("127.0.0.1", Integer.toString(port));
            }
        } catch (IOException e) {
            System.err.println("penlogd: warm-up: " + e.getMessage());
            return 1;
        }
    }

    private static void send(int port) {
        Consumer<String> teller = System.err::println;
        try (LineLog lines = LineLog.toPenlogd("127.0.0.1:" + port, null, teller)) {
            for (int i = 0; i < LINES; i++) {
                write(lines, "+ 192.0.2." + i + " 127.0.0.1 GET /" + i + " HTTP/1.1\n");
                write(
                        lines,
                        "127.0.0.1 - - [30/Nov/2026:15:00:00 +0000] \"GET /" + i + " HTTP/1.1\" 200 5 \"-\" \"x\"\n");
            }
        }
    }

    private static void write(LineLog lines, String line) {
        lines.write(line.getBytes(StandardCharsets.US_ASCII));
    }
}
