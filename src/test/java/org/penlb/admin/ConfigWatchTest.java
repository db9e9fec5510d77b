package org.penlb.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.penlb.config.PenConfig;
import org.penlb.config.json.ConfigSource;
import org.penlb.testing.Await;

/** The files that secrets are in are watched as the configuration is that names them. */
@Timeout(60)
class ConfigWatchTest {
    @TempDir
    Path folder;

    private final Vertx vertx = Vertx.vertx();
    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    private Path token = Path.of("");

    @BeforeEach
    void watch() throws Exception {
        token = write("token", "the-first-token-of-all");
        Path file = Files.writeString(folder.resolve("pen.json"), """
                {"services": [{"name": "web", "listen": "127.0.0.1:0", "servers": ["127.0.0.1:1"]}],
                 "web": {"listen": "127.0.0.1:0", "tokenFile": "token"}}
                """);
        ConfigSource source = ConfigSource.file(file, Machine.context(1));
        assertThat(token(source.read())).isEqualTo("the-first-token-of-all");
        assertThat(source.secretFiles()).containsExactly(token);
        var _ = new ConfigWatch(vertx, source, file, Duration.ofMillis(20), new ConfigWatch.Listener() {
            @Override
            public void changed(PenConfig config) {
                heard.add(token(config));
            }

            @Override
            public void wrong(Throwable why) {
                heard.add(String.valueOf(why.getMessage()));
            }
        });
        assertThat(Await.next(heard)).isEqualTo("the-first-token-of-all");
    }

    @AfterEach
    void close() {
        vertx.close().await();
    }

    private static String token(PenConfig config) {
        return Objects.requireNonNull(config.web().token()).value();
    }

    private Path write(String name, String line) throws IOException {
        Path file = Files.writeString(folder.resolve(name), line + "\n");
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void a_token_that_is_written_over_or_replaced_is_read() throws Exception {
        write("token", "another-token-for-many"); // as long as the first
        awaitHeard("another-token-for-many");
        Files.move(write("draft", "the-third-token-in-here"), token, StandardCopyOption.ATOMIC_MOVE);
        awaitHeard("the-third-token-in-here");
    }

    /** Until it is heard, maybe after a complaint: a file that is written is empty for a moment, and its mode comes last. */
    private void awaitHeard(String token) throws InterruptedException {
        String next = Await.next(heard);
        while (!next.equals(token)) {
            next = Await.next(heard);
        }
    }

    @Test
    void one_that_cannot_be_used_is_told_once_until_it_can() throws Exception {
        Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(Await.next(heard)).contains("everybody may read or write it");
        Files.delete(token);
        assertThat(Await.next(heard)).contains("no such file");
        write("token", "the-first-token-of-all");
        awaitHeard("the-first-token-of-all");
        assertThat(heard).isEmpty();
    }
}
