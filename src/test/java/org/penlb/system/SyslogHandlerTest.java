package org.penlb.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.penlb.system.Syslog.Severity;
import org.penlb.testing.Await;

@Timeout(60)
class SyslogHandlerTest {
    private static final Formatter PLAIN = new Formatter() {
        @Override
        public String format(LogRecord entry) {
            return formatMessage(entry) + "\n";
        }
    };

    private final BlockingQueue<String> sent = new LinkedBlockingQueue<>();
    private final CountDownLatch written = new CountDownLatch(1);
    private final CountDownLatch daemonReads = new CountDownLatch(1);
    private final SyslogHandler handler = new SyslogHandler(this::send, PLAIN);

    private void send(Severity severity, String line) {
        written.countDown();
        try {
            daemonReads.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        sent.add(severity + " " + line);
    }

    @AfterEach
    void close() {
        daemonReads.countDown();
        handler.close();
    }

    @ParameterizedTest
    @CsvSource({"SEVERE,ERROR", "WARNING,WARNING", "INFO,INFO", "CONFIG,DEBUG", "FINE,DEBUG"})
    void levels_become_severities(String level, Severity severity) throws InterruptedException {
        daemonReads.countDown();
        handler.publish(new LogRecord(Level.parse(level), "hello"));
        assertThat(Await.next(sent)).isEqualTo(severity + " hello");
    }

    @Test
    void each_line_is_a_message_and_a_long_one_several() throws InterruptedException {
        daemonReads.countDown();
        handler.publish(new LogRecord(Level.INFO, "one\ntwo\r\n\nthree"));
        handler.publish(new LogRecord(Level.INFO, "x".repeat(5000)));
        handler.close();
        assertThat(sent)
                .containsExactly(
                        "INFO one",
                        "INFO two",
                        "INFO three",
                        "INFO " + "x".repeat(2048),
                        "INFO " + "x".repeat(2048),
                        "INFO " + "x".repeat(904));
    }

    @Test
    void who_logs_does_not_wait_and_what_is_lost_is_counted() throws InterruptedException {
        handler.publish(new LogRecord(Level.INFO, "message 0"));
        assertThat(written.await(Await.LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
        for (int i = 1; i < 3000; i++) {
            handler.publish(new LogRecord(Level.INFO, "message " + i)); // returns though nobody reads
        }
        daemonReads.countDown();
        handler.close();
        List<String> lines = List.copyOf(sent);
        String report = lines.stream()
                .filter(line -> line.contains("are missing here"))
                .reduce((_, _) -> {
                    throw new AssertionError("told twice: " + lines);
                })
                .orElseThrow();
        assertThat(report).matches("WARNING \\d+ messages are missing here: .*");
        int missing = Integer.parseInt(report.split(" ")[1]);
        assertThat(lines).hasSize(3000 - missing + 1);
        assertThat(missing).isEqualTo(3000 - 1 - 1024);
    }

    @Test
    void nothing_is_sent_after_the_end() {
        daemonReads.countDown();
        handler.close();
        handler.publish(new LogRecord(Level.INFO, "too late"));
        handler.close();
        assertThat(sent).isEmpty();
    }
}
