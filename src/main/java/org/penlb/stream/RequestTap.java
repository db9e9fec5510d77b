package org.penlb.stream;

import java.nio.ByteBuffer;
import org.penlb.accesslog.AccessLog;
import org.penlb.accesslog.RequestScanner;
import org.penlb.config.IpAddress;
import org.penlb.relay.Tap;
import org.penlb.service.Service;

/** Logs the requests of one connection. */
final class RequestTap implements Tap {
    private static final long MILLIS_PER_SECOND = 1000;

    private final Service service;
    private final IpAddress client;
    private final String server;
    private final RequestScanner scanner =
            new RequestScanner(this::requested, () -> System.currentTimeMillis() / MILLIS_PER_SECOND);

    RequestTap(Service service, IpAddress client, String server) {
        this.service = service;
        this.client = client;
        this.server = server;
    }

    @Override
    public void fromClient(ByteBuffer bytes, long fromServer) {
        scanner.client(bytes, fromServer);
    }

    @Override
    public void over() {
        scanner.end();
    }

    private void requested(long epochSeconds, byte[] line) {
        AccessLog log = service.log(); // it may be another one than when the connection began, or none
        if (log != null) {
            log.request(client, server, epochSeconds, line);
        }
    }
}
