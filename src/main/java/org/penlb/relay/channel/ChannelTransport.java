package org.penlb.relay.channel;

import io.netty.channel.EventLoop;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.function.Consumer;
import org.penlb.config.FastClose;
import org.penlb.relay.*;

public final class ChannelTransport implements Transport {
    public ChannelTransport(EventLoop loop) {}

    @Override
    public Acceptor listen(SocketAddress l, ListenOptions o, Gate g, Consumer<End> a) throws IOException {
        throw new IOException();
    }

    @Override
    public Dial dial(SocketAddress s, DialOptions o, DialListener l) {
        throw new IllegalStateException();
    }

    @Override
    public Relay join(End c, End s, FastClose f, RelayListener l) {
        throw new IllegalStateException();
    }

    @Override
    public Relay answer(End c, byte[] r, RelayListener l) {
        throw new IllegalStateException();
    }

    @Override
    public void close() {}
}
