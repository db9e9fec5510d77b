package org.penlb.cluster.assignments;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import org.penlb.config.IpAddress;

/**
 * Writes assignments to be sent. Each: the number of a pair of service and server, 2 bytes, followed by their names where the
 * pair is there for the first time; 4 or 6, 1 byte; the address, 4 or 16; the version, 8. After the last one {@link #END}.
 */
final class ClientsWriter {
    /** In the place of the number of a pair. */
    static final int END = 0xffff;

    static final int V4 = 4;
    static final int V6 = 6;

    private record Pair(String service, String server) {}

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final DataOutputStream out = new DataOutputStream(bytes);
    private final Map<Pair, Integer> pairs = new HashMap<>();
    private int size;

    int size() {
        return size;
    }

    void add(String service, String server, long high, long low, long version) {
        try {
            int next = pairs.size();
            var pair = new Pair(service, server);
            int number = pairs.computeIfAbsent(pair, _ -> next);
            out.writeShort(number);
            if (number == next) {
                out.writeUTF(service);
                out.writeUTF(server);
            }
            var client = new IpAddress(high, low);
            if (client.isV4()) {
                out.writeByte(V4);
                out.writeInt((int) low);
            } else {
                out.writeByte(V6);
                out.writeLong(high);
                out.writeLong(low);
            }
            out.writeLong(version);
            size++;
        } catch (IOException e) {
            throw new UncheckedIOException("memory takes everything", e);
        }
    }

    void add(Assignment assignment) {
        IpAddress client = assignment.client();
        add(assignment.service(), assignment.server(), client.high(), client.low(), assignment.version());
    }

    /** All that was added, with an end. */
    byte[] finish() {
        try {
            out.writeShort(END);
        } catch (IOException e) {
            throw new UncheckedIOException("memory takes everything", e);
        }
        return bytes.toByteArray();
    }
}
