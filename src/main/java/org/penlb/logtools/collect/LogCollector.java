package org.penlb.logtools.collect;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.penlb.accesslog.LineLog;
import org.penlb.config.IpAddress;

/**
 * penlogd: receives lines over UDP, and writes those of web servers to a log, with the clients that pen has seen. A thread
 * does all of it but the writing.
 */
public final class LogCollector implements AutoCloseable {
    private static final Logger LOG = System.getLogger(LogCollector.class.getName());

    private static final int LARGEST_DATAGRAM = 1 << 16;
    /** The pieces of a line leave one after the other. */
    private static final Duration FOR_PIECES = Duration.ofSeconds(1);
    /** pen and web servers write about a request at nearly the same time, and each in its own time. */
    private static final Duration FOR_PEN = Duration.ofMillis(250);

    private static final Duration LOOKS_AT_DROPS = Duration.ofSeconds(10);
    /** How many datagrams are read in one turn: who ends while more and more come does end. */
    private static final int MOST_IN_A_TURN = 1 << 16;

    private final DatagramChannel socket;
    private final Selector selector;
    private final Consolidation consolidation;
    private final Pieces pieces;
    private final SocketDrops drops;
    private final Thread thread = Thread.ofPlatform().name("penlogd").unstarted(this::run);
    private final Runnable failed;
    private final ByteBuffer buffer = ByteBuffer.allocate(LARGEST_DATAGRAM);

    private volatile boolean ending;
    private volatile CollectedCounts counts = new CollectedCounts(0, 0, 0, 0, 0);
    private long dropsTold;
    private long lookedAtDrops = System.nanoTime();

    private LogCollector(LogPort port, int cache, LineLog log, Runnable failed) throws IOException {
        this.failed = failed;
        socket = port.socket();
        drops = port.drops();
        selector = Selector.open();
        socket.register(selector, SelectionKey.OP_READ);
        consolidation = new Consolidation(new PenEntries(cache), FOR_PEN.toNanos(), LineLog.LONGEST, log::write);
        pieces = new Pieces(
                LineLog.LONGEST,
                FOR_PIECES.toNanos(),
                (from, bytes, length) -> consolidation.take(
                        IpAddress.of(((InetSocketAddress) from).getAddress()), bytes, length, System.nanoTime()));
    }

    /**
     * Begins to collect.
     *
     * @param port where lines come to; not closed with the collector
     * @param cache how many lines of pen are remembered, from 1
     * @param log where lines go; not closed with the collector
     * @param failed called when nothing can be received any longer, after that was told
     * @throws IOException if the system has no room for it
     */
    public static LogCollector start(LogPort port, int cache, LineLog log, Runnable failed) throws IOException {
        var collector = new LogCollector(port, cache, log, failed);
        collector.thread.start();
        return collector;
    }

    /** What came so far. For any thread. */
    public CollectedCounts counts() {
        return counts;
    }

    /** How many datagrams the system has thrown away because they came faster than they were read, where that is known. */
    public OptionalLong lost() {
        return drops.count();
    }

    private void run() {
        try {
            while (!ending) {
                selector.select(longestPause());
                selector.selectedKeys().clear();
                receive();
                tellDrops();
            }
            receive();
            pieces.passAll();
            consolidation.passAll();
            counts = consolidation.counts();
        } catch (IOException | RuntimeException | Error e) {
            LOG.log(Level.ERROR, "cannot receive any longer", e);
            failed.run();
        }
    }

    /** In milliseconds: until what waits has waited enough. */
    private long longestPause() {
        long lines = consolidation.untilNext(System.nanoTime());
        return lines < 0 ? FOR_PIECES.toMillis() : TimeUnit.NANOSECONDS.toMillis(lines) + 1;
    }

    /** Reads what has come, until nothing waits or the turn is over. */
    private void receive() throws IOException {
        int left = MOST_IN_A_TURN;
        while (left > 0) {
            SocketAddress from = next();
            if (from == null) {
                break;
            }
            pieces.take(from, buffer.array(), buffer.position(), System.nanoTime());
            left--;
        }
        if (pieces.isWaiting()) {
            pieces.passLate(System.nanoTime());
        }
        consolidation.pass(System.nanoTime());
        counts = consolidation.counts();
    }

    private SocketAddress next() throws IOException {
        buffer.clear();
        return socket.receive(buffer);
    }

    private void tellDrops() {
        long now = System.nanoTime();
        if (now - lookedAtDrops < LOOKS_AT_DROPS.toNanos()) {
            return;
        }
        lookedAtDrops = now;
        long lost = lost().orElse(0);
        if (lost > dropsTold) {
            dropsTold = lost;
            LOG.log(
                    Level.WARNING,
                    "{0} datagrams were lost so far: they came faster than they were read, and the system keeps few"
                            + " (sysctl net.core.rmem_max)",
                    Long.toString(lost));
        }
    }

    /** Reads what has come, and has it written. */
    @Override
    public void close() throws IOException {
        ending = true;
        selector.wakeup();
        boolean interrupted = false;
        try {
            thread.join();
        } catch (InterruptedException _) {
            interrupted = true;
        }
        selector.close();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
