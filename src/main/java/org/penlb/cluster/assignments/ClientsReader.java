package org.penlb.cluster.assignments;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.StreamCorruptedException;
import java.util.ArrayList;
import java.util.List;
import org.penlb.config.IpAddress;

/** Reads what {@link ClientsWriter} wrote. */
final class ClientsReader {
    private ClientsReader() {}

    /**
     * Reads assignments up to their end.
     *
     * @throws IOException if it is not that
     */
    static List<Assignment> read(DataInputStream in) throws IOException {
        var services = new ArrayList<String>();
        var servers = new ArrayList<String>();
        var read = new ArrayList<Assignment>();
        for (int pair = in.readUnsignedShort(); pair != ClientsWriter.END; pair = in.readUnsignedShort()) {
            if (pair > services.size()) {
                throw new StreamCorruptedException("pair " + pair + " of " + services.size());
            }
            if (pair == services.size()) {
                services.add(in.readUTF());
                servers.add(in.readUTF());
            }
            IpAddress client = client(in);
            long version = in.readLong();
            read.add(new Assignment(services.get(pair), client, servers.get(pair), version));
        }
        return read;
    }

    private static IpAddress client(DataInputStream in) throws IOException {
        int family = in.readUnsignedByte();
        return switch (family) {
            case ClientsWriter.V4 -> IpAddress.v4(in.readInt());
            case ClientsWriter.V6 -> new IpAddress(in.readLong(), in.readLong());
            default -> throw new StreamCorruptedException("family " + family);
        };
    }
}
