package org.penlb.logtools.resolve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.penlb.config.IpAddress;
import org.penlb.testing.Await;

/** A log on its way through, with look-ups that end when the test says so. */
@Timeout(60)
class LogResolverTest {
    private static final String REST = " - - [01/Jan/2026:00:00:00 +0000] \"GET / HTTP/1.1\" 200 1\n";

    /** Look-ups in the order in which they were begun. */
    private final BlockingQueue<Pending> pending = new LinkedBlockingQueue<>();

    private final ResolveCounts counts = new ResolveCounts();
    private final Written written = new Written();

    private record Pending(IpAddress address, CompletableFuture<LookupResult> result) {
        void end() {
            result.complete(LookupResult.resolved("h" + (address.low() & 0xffff) + ".example", 60));
        }

        void endUnnamed() {
            result.complete(LookupResult.unnamed());
        }
    }

    /** What was written, and how many writes it took. */
    private static final class Written extends OutputStream {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private int writes;

        @Override
        public synchronized void write(byte[] from, int offset, int length) {
            writes++;
            bytes.write(from, offset, length);
        }

        @Override
        public void write(int one) {
            throw new AssertionError("a byte at a time");
        }

        synchronized String text() {
            return bytes.toString(StandardCharsets.ISO_8859_1);
        }
    }

    private LogResolver resolver(int concurrency, long window) {
        return new LogResolver(this::begin, concurrency, window, counts);
    }

    private CompletableFuture<LookupResult> begin(IpAddress address) {
        var result = new CompletableFuture<LookupResult>();
        pending.add(new Pending(address, result));
        return result;
    }

    private static InputStream in(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private Thread start(LogResolver resolver, InputStream in) {
        return Thread.ofPlatform().daemon().start(() -> {
            try {
                resolver.run(in, written);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /** All of it, with each look-up answered at once. */
    private String resolved(String text) throws IOException {
        try (var resolver = new LogResolver(
                address -> {
                    var begun = begin(address);
                    pending.remove().end();
                    return begun;
                },
                10,
                LogResolver.WINDOW,
                counts)) {
            resolver.run(in(text), written);
        }
        return written.text();
    }

    @Test
    void only_the_address_in_front_changes() throws IOException {
        assertThat(resolved("0.0.0.1" + REST + "::ffff:0.0.0.2 0.0.0.3\r\n0.0.0.4\n0.0.0.5"))
                .isEqualTo("h1.example" + REST + "h2.example 0.0.0.3\r\nh4.example\nh5.example");
        assertThat(counts).hasToString("4 lines, 4 addresses: 4 resolved, 0 not (0 timed out)");
    }

    @Test
    void whatever_has_no_address_in_front_passes_as_it_is() throws IOException {
        String text = "\n\r\n \n 0.0.0.1 x\n- - -\nwww.example:80 0.0.0.1 - -\nhost.example - -\n[::1] x\n\u001b[31m\n"
                + "{\"path\":\"0.0.0.1\"}\n{0.0.0.1 x\n\"0.0.0.1\" x\n<b>0.0.0.1</b>\n\0\0\0\u00ff\n1.2.3\n256.1.1.1 x";
        assertThat(resolved(text)).isEqualTo(text);
    }

    @Test
    void in_json_the_client_is_found_by_its_key() throws IOException {
        String text = "{\"path\":\"/0.0.0.1\",\"remote_addr\":\"0.0.0.1\",\"status\":200}\r\n"
                + "{\"remote_addr\":\"0.0.0.2\"}\n{\"remote_addr\":\"host\\\"0.0.0.3\"}\n{\"remote_addr\":\"0.0.0.4";
        assertThat(resolved(text))
                .isEqualTo(text.replace("\"0.0.0.1\"", "\"h1.example\"").replace("0.0.0.2", "h2.example"));
    }

    @Test
    void random_bytes_pass_as_they_are() throws IOException {
        var random = new Random(3);
        var bytes = new byte[4 << 20];
        random.nextBytes(bytes);
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        assertThat(resolved(text).equals(text)).isTrue();
    }

    @Test
    void a_line_of_megabytes_gets_its_name_and_keeps_the_rest() throws IOException {
        String rest = " " + "x".repeat(10 << 20) + "\n";
        assertThat(resolved("0.0.0.1" + rest + "0.0.0.2 y\n").equals("h1.example" + rest + "h2.example y\n"))
                .isTrue();
    }

    @Test
    void a_whole_file_is_written_in_large_writes() throws IOException {
        String text = ("0.0.0.1" + REST).repeat(100_000);
        assertThat(resolved(text).equals(text.replace("0.0.0.1", "h1.example"))).isTrue();
        assertThat(pending).isEmpty();
        assertThat(written.writes).isLessThan(text.length() / 16_384);
    }

    @Test
    void lines_keep_their_order_whatever_comes_first() throws InterruptedException {
        try (var resolver = resolver(10, LogResolver.WINDOW)) {
            Thread running = start(resolver, in("0.0.0.1 a\n0.0.0.2 b\nx\n0.0.0.1 c\n0.0.0.3 d\n"));
            Await.until("all are looked up", () -> pending.size() == 3);
            List<Pending> begun = new ArrayList<>(pending);
            begun.get(2).end();
            begun.get(1).endUnnamed();
            begun.get(0).end();
            running.join();
        }
        assertThat(written.text()).isEqualTo("h1.example a\n0.0.0.2 b\nx\nh1.example c\nh3.example d\n");
        assertThat(counts).hasToString("5 lines, 3 addresses: 2 resolved, 1 not (0 timed out)");
    }

    @Test
    void no_more_is_looked_up_at_a_time_than_is_said() throws InterruptedException {
        var text = new StringBuilder();
        for (int i = 0; i < 100; i++) {
            text.append("0.0.0.").append(i).append(" x\n");
        }
        try (var resolver = resolver(7, LogResolver.WINDOW)) {
            Thread running = start(resolver, in(text.toString()));
            Await.until("so many are under way", () -> pending.size() == 7);
            for (int i = 0; i < 100; i++) {
                // One more begins only when one has ended.
                Await.next(pending).end();
                assertThat(pending.size()).isLessThanOrEqualTo(7);
            }
            running.join();
        }
        assertThat(written.text().lines()).hasSize(100).allMatch(line -> line.startsWith("h"));
    }

    @Test
    void what_is_held_is_bounded_and_reading_goes_on_when_names_come() throws InterruptedException {
        long window = 1 << 20;
        var read = new AtomicLong();
        List<Thread> readers = new CopyOnWriteArrayList<>();
        byte[] line = "0.0.0.1 some text\n".getBytes(StandardCharsets.US_ASCII);
        long all = 4 * window / line.length * line.length;
        InputStream endless = new InputStream() {
            @Override
            public int read() {
                throw new AssertionError("a byte at a time");
            }

            @Override
            public int read(byte[] to, int offset, int length) {
                readers.add(Thread.currentThread());
                int whole = (int) Math.min(length - length % line.length, all - read.get());
                for (int i = 0; i < whole; i++) {
                    to[offset + i] = line[i % line.length];
                }
                read.addAndGet(whole);
                return whole == 0 ? -1 : whole;
            }
        };
        try (var resolver = resolver(10, window)) {
            Thread running = start(resolver, endless);
            Pending first = Await.next(pending);
            Await.until("reading stops", () -> readers.getLast().getState() == Thread.State.WAITING);
            assertThat(read.get()).isLessThan(window);
            first.end();
            running.join();
        }
        assertThat(read.get()).isEqualTo(all);
        assertThat(written.text().length()).isEqualTo(all / line.length * (line.length + 3));
    }

    @Test
    void a_line_of_a_slow_log_comes_out_at_once() throws IOException {
        try (var resolver = resolver(10, LogResolver.WINDOW);
                var log = new PipedOutputStream();
                var in = new PipedInputStream(log)) {
            start(resolver, in);
            log.write("x\n0.0.0.1 a\n0.0.0.2 part".getBytes(StandardCharsets.US_ASCII));
            log.flush();
            Await.until("what can be written is", () -> written.text().equals("x\n"));
            Await.until("it is looked up", () -> pending.size() == 1);
            pending.remove().end();
            Await.until("the line is written", () -> written.text().equals("x\nh1.example a\n"));
        }
    }

    @Test
    void told_to_stop_it_writes_the_lines_it_has_and_no_part_of_one() throws IOException, InterruptedException {
        try (var resolver = resolver(10, LogResolver.WINDOW);
                var log = new PipedOutputStream();
                var in = new PipedInputStream(log)) {
            Thread running = start(resolver, in);
            log.write("0.0.0.1 a\n0.0.0.2 b\n0.0.0.1 c\n0.0.0.2 part".getBytes(StandardCharsets.US_ASCII));
            log.flush();
            Await.until("they are looked up", () -> pending.size() == 2);
            Await.until("all lines are read", () -> counts.toString().startsWith("3 lines"));
            pending.remove().end();
            resolver.stop();
            running.join();
            assertThat(written.text()).isEqualTo("h1.example a\n0.0.0.2 b\nh1.example c\n");
        }
    }

    @Test
    void told_to_stop_when_all_is_done_it_does_nothing() throws IOException {
        try (var resolver = resolver(1, LogResolver.WINDOW)) {
            resolver.stop();
            resolver.run(in(""), written);
            resolver.stop();
        }
        assertThat(written.text()).isEmpty();
    }

    @Test
    void a_log_that_cannot_be_read_is_told_when_all_before_is_written() {
        InputStream failing = new InputStream() {
            private boolean hasRead;

            @Override
            public int read() {
                throw new AssertionError("a byte at a time");
            }

            @Override
            public int read(byte[] to, int offset, int length) throws IOException {
                if (hasRead) {
                    throw new IOException("Input/output error");
                }
                hasRead = true;
                to[offset] = 'x';
                to[offset + 1] = '\n';
                return 2;
            }
        };
        try (var resolver = resolver(1, LogResolver.WINDOW)) {
            assertThatThrownBy(() -> resolver.run(failing, written))
                    .isInstanceOf(IOException.class)
                    .hasMessage("cannot read: Input/output error");
        }
        assertThat(written.text()).isEqualTo("x\n");
    }

    @Test
    void a_reader_that_is_gone_ends_it_though_the_log_goes_on() throws IOException {
        OutputStream gone = new OutputStream() {
            @Override
            public void write(int one) throws IOException {
                throw new IOException("Broken pipe");
            }
        };
        try (var resolver = resolver(1, LogResolver.WINDOW);
                var log = new PipedOutputStream();
                var in = new PipedInputStream(log)) {
            log.write('\n');
            log.flush();
            assertThatThrownBy(() -> resolver.run(in, gone))
                    .isInstanceOf(IOException.class)
                    .hasMessage("cannot write: Broken pipe");
        }
    }
}
