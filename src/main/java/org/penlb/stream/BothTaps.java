package org.penlb.stream;

import java.nio.ByteBuffer;
import org.penlb.relay.Tap;

/** Shows the same to two. */
record BothTaps(Tap one, Tap other) implements Tap {
    @Override
    public void fromClient(ByteBuffer bytes, long fromServer) {
        one.fromClient(bytes, fromServer);
        other.fromClient(bytes, fromServer);
    }

    @Override
    public boolean seesServer() {
        return one.seesServer() || other.seesServer();
    }

    @Override
    public void fromServer(ByteBuffer bytes) {
        one.fromServer(bytes);
        other.fromServer(bytes);
    }

    @Override
    public void over() {
        one.over();
        other.over();
    }
}
