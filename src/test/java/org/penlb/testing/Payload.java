package org.penlb.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;

/** Random bytes on their way: how many, and their checksum. */
public record Payload(long length, long checksum) {
    private static final int CHUNK = 100_003;

    /** Writes this many random bytes in chunks of odd sizes, then closes the direction. */
    public static Payload send(Socket to, long length, long seed) throws IOException {
        var random = new SplittableRandom(seed);
        var bytes = new byte[2 * CHUNK];
        random.nextBytes(bytes);
        var checksum = new CRC32C();
        OutputStream out = to.getOutputStream();
        for (long left = length; left > 0; ) {
            int n = (int) Math.min(left, 1 + random.nextInt(CHUNK));
            int from = random.nextInt(CHUNK); // each chunk is another one, without the work of making it
            out.write(bytes, from, n);
            checksum.update(bytes, from, n);
            left -= n;
        }
        to.shutdownOutput();
        return new Payload(length, checksum.getValue());
    }

    /** Reads until the peer closes its direction. */
    public static Payload receive(Socket from) throws IOException {
        var chunk = new byte[CHUNK];
        var checksum = new CRC32C();
        InputStream in = from.getInputStream();
        long length = 0;
        for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
            checksum.update(chunk, 0, n);
            length += n;
        }
        return new Payload(length, checksum.getValue());
    }

    /** Does something beside the test's thread. */
    public static <T> Future<T> beside(Callable<T> task) {
        var future = new FutureTask<>(task);
        Thread.ofVirtual().start(future);
        return future;
    }

    /** What such a thing brought. */
    public static <T> T of(Future<T> future) throws Exception {
        return future.get(120, TimeUnit.SECONDS);
    }
}
