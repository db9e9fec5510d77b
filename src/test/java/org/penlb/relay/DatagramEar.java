package org.penlb.relay;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** A receiver that keeps what it is told. */
final class DatagramEar implements DatagramStage.Each {
    final BlockingQueue<Integer> lengths = new LinkedBlockingQueue<>();
    final BlockingQueue<String> reasons = new LinkedBlockingQueue<>();

    @Override
    public void received(DatagramPort port, DatagramBatch batch, int slot) {
        lengths.add(batch.length(slot));
    }

    @Override
    public void unreachable(DatagramPort port, String reason) {
        reasons.add(reason);
    }
}
