package org.penlb.cli.penctl;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Calls that block on a channel, for a limited time: when it is over, the channel is closed under them. Channels have no
 * time-outs of their own, and sockets, which have, know no Unix addresses.
 */
final class TimeLimit {
    private static final ScheduledThreadPoolExecutor CLOCK = clock();

    /** Something that blocks. */
    interface Call {
        void run() throws IOException;
    }

    private TimeLimit() {}

    private static ScheduledThreadPoolExecutor clock() {
        var clock = new ScheduledThreadPoolExecutor(
                1, task -> Thread.ofPlatform().daemon().name("penctl-clock").unstarted(task));
        clock.setRemoveOnCancelPolicy(true); // there is one task for each piece of a reply
        return clock;
    }

    /**
     * Runs the call.
     *
     * @throws java.nio.channels.ClosedChannelException if it took too long; the channel is closed
     */
    static void run(SocketChannel channel, long nanos, Call call) throws IOException {
        Future<?> end = CLOCK.schedule(() -> close(channel), nanos, TimeUnit.NANOSECONDS);
        try {
            call.run();
        } finally {
            end.cancel(false);
        }
    }

    private static void close(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException _) {
            // nothing was left to be written
        }
    }
}
