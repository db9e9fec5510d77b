package org.penlb.cli.logtools;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.penlb.cli.command.Arguments;

/** What the launcher runs once to train webresolve's AOT cache: a log of a few lines, and a name server that knows one name. */
final class WebresolveWarmUp {
    private static final byte[] LOG = """
            192.0.2.1 - - [01/Jan/2026:00:00:00 +0000] "GET / HTTP/1.1" 200 1
            2001:db8::1 - - [01/Jan/2026:00:00:00 +0000] "GET / HTTP/1.1" 200 1
            192.0.2.1 - - [01/Jan/2026:00:00:00 +0000] "GET / HTTP/1.1" 200 1
            """.getBytes(StandardCharsets.US_ASCII);
    private static final int LONGEST_QUERY = 512;
    private static final int HEADER = 12;
    private static final int TYPE_AND_CLASS = 4;
    /** An answer with one record. */
    private static final byte[] FLAGS_AND_COUNTS = HexFormat.of().parseHex("81800001000100000000");
    /** The name that was asked for, PTR, IN, an hour, 3 bytes: the name a. */
    private static final byte[] RECORD = HexFormat.of().parseHex("c00c000c000100000e100003016100");

    private WebresolveWarmUp() {}

    static void run() throws IOException {
        try (var socket = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            Thread.ofPlatform().daemon().start(() -> answer(socket));
            var command = new WebresolveCommand(new ByteArrayInputStream(LOG), OutputStream.nullOutputStream(), "");
            String server = new InetSocketAddress(socket.getLocalAddress(), socket.getLocalPort())
                    .toString()
                    .replaceFirst("^.*/", "");
            if (Arguments.commandLine(command).execute("--server", server) != 0) {
                throw new IOException("warm-up failed");
            }
        }
    }

    private static void answer(DatagramSocket socket) {
        try {
            while (true) {
                var packet = new DatagramPacket(new byte[LONGEST_QUERY], LONGEST_QUERY);
                socket.receive(packet);
                byte[] answer = answer(packet.getData());
                socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
            }
        } catch (IOException _) {
            // closed
        }
    }

    private static byte[] answer(byte[] query) {
        int end = HEADER;
        while (query[end] != 0) {
            end += 1 + query[end];
        }
        end += 1 + TYPE_AND_CLASS;
        return ByteBuffer.allocate(end + RECORD.length)
                .put(query, 0, 2)
                .put(FLAGS_AND_COUNTS)
                .put(query, HEADER, end - HEADER)
                .put(RECORD)
                .array();
    }
}
