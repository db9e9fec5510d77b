package org.penlb.it;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.penlb.testing.Visitor;

/** Many clients at the same moment. */
final class Burst {
    private Burst() {}

    /**
     * @return how many of them were served within this time each
     */
    static int into(SocketAddress balancer, int clients, int millis) throws IOException {
        List<Socket> open = new ArrayList<>();
        int served = 0;
        try {
            for (int i = 0; i < clients; i++) {
                Socket client = Visitor.connect("127.0.0.1", balancer);
                client.setSoTimeout(millis);
                open.add(client);
            }
            for (Socket client : open) {
                try {
                    served += Visitor.nameFrom(client).isEmpty() ? 0 : 1;
                } catch (IOException _) {
                    return served; // stalled: the others would only take as long again
                }
            }
            return served;
        } finally {
            for (Socket client : open) {
                client.close();
            }
        }
    }
}
