package org.penlb.service;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import org.penlb.config.DatagramOptions;
import org.penlb.relay.BindOptions;
import org.penlb.relay.DatagramPort;
import org.penlb.relay.DatagramReceiver;
import org.penlb.relay.DatagramTransport;
import org.penlb.system.MemoryLimit;

/** Keeps the receive buffer of one listening socket as large as the service's configuration says, also when that changes. */
public final class ReceiveBuffer {
    private static final Logger LOG = System.getLogger(ReceiveBuffer.class.getName());

    private final Service service;
    /** What was asked for last, as SO_RCVBUF counts it. */
    private int asked;

    public ReceiveBuffer(Service service) {
        this.service = service;
    }

    private int wanted() {
        int configured = service.config().datagrams().receiveBuffer();
        return isUsual() ? MemoryLimit.current().receiveBuffer(configured) : configured;
    }

    private boolean isUsual() {
        return service.config().datagrams().receiveBuffer() == DatagramOptions.DEFAULT.receiveBuffer();
    }

    /** As {@link DatagramTransport#listen}. */
    public DatagramPort listen(
            DatagramTransport transport, InetSocketAddress local, BindOptions bind, DatagramReceiver receiver)
            throws IOException {
        asked = wanted();
        DatagramPort port = transport.listen(local, bind, asked, receiver);
        tellIfLess(port.receiveBuffer());
        return port;
    }

    /** Follows the configuration; to be called now and then. */
    public void tick(DatagramPort port) {
        int wanted = wanted();
        if (wanted != asked) {
            asked = wanted;
            port.receiveBuffer(wanted);
            tellIfLess(port.receiveBuffer());
        }
    }

    /** Nobody has asked for the usual size, so nobody is told what this machine makes of it. */
    private void tellIfLess(int granted) {
        if (granted < asked && !isUsual()) {
            LOG.log(
                    Level.WARNING,
                    "{0}: receive_buffer: the system gives {1} bytes of {2} (net.core.rmem_max)",
                    service.config().name(),
                    String.valueOf(granted),
                    String.valueOf(asked));
        }
    }
}
