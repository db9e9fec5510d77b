package org.penlb.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.penlb.testing.Await;

/** What those are told who ask while there is much to do. */
@Timeout(60)
class BusyTest {
    /** More than the second that health checks have if nobody says otherwise. */
    private static final int A_WHILE_MILLIS = 2500;

    @Test
    void busy_is_not_dead() throws Exception {
        var busy = new CountDownLatch(1);
        try (var pen = WebStage.start(WebStage.service("web", "127.0.0.1:9"));
                Socket probe = pen.http.connect()) {
            pen.vertx.createSharedWorkerExecutor("pen-web", 1).executeBlocking(() -> {
                busy.await();
                return true;
            });
            probe.getOutputStream().write("GET /health/live HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            probe.setSoTimeout(A_WHILE_MILLIS);
            assertThatThrownBy(() -> probe.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
            busy.countDown();
            probe.setSoTimeout((int) Await.LONG.toMillis());
            assertThat(new String(probe.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("HTTP/1.0 200 ")
                    .contains("\"UP\"");
        } finally {
            busy.countDown();
        }
    }
}
