package org.penlb.health.probe;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import org.penlb.relay.BindOptions;
import org.penlb.relay.DatagramPort;
import org.penlb.relay.DatagramReceiver;
import org.penlb.relay.DatagramTransport;

/** Of a machine that has no descriptor left. */
final class ExhaustedDatagrams implements DatagramTransport {
    @Override
    public DatagramPort listen(InetSocketAddress local, BindOptions bind, int receiveBuffer, DatagramReceiver receiver)
            throws IOException {
        throw new IOException("Too many open files");
    }

    @Override
    public DatagramPort connect(InetSocketAddress server, @Nullable InetAddress source, DatagramReceiver receiver)
            throws IOException {
        throw new IOException("Too many open files");
    }

    @Override
    public void close() {}
}
