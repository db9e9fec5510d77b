package org.penlb.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.penlb.testing.Await;
import org.penlb.testing.EchoServer;
import org.penlb.testing.Visitor;

/**
 * Debian's pen still does what is recorded of it: what ours is compared with, in {@link ChoicesTest} and {@link
 * ControlRepliesTest}, cannot drift.
 *
 * <p>In each run a part of the scenes is played, another one every day. With the system property {@code pen.oracle} (that is
 * {@code bin/check --oracle}) all are, and what differs is recorded anew, to be read before it is committed; the tests fail
 * then all the same.
 */
@Timeout(60)
class OracleIT {
    private static final boolean RECORDS = Boolean.getBoolean("pen.oracle");
    private static final int PARTS = 4;
    private static final Map<String, Choices.Outcome> SEEN = new LinkedHashMap<>();

    private static Map<String, Choices.Outcome> recorded = Map.of();

    @TempDir
    Path folder;

    @BeforeAll
    static void readWhatIsRecorded() throws IOException {
        recorded = Choices.recorded();
    }

    @AfterAll
    static void recordAnew() throws IOException {
        if (RECORDS && !SEEN.isEmpty() && !SEEN.equals(recorded)) {
            Choices.record(SEEN);
        }
    }

    static Stream<Choices.Scene> scenes() {
        List<Choices.Scene> all = Choices.scenes().toList();
        int today = Math.floorMod(LocalDate.now(ZoneOffset.UTC).toEpochDay(), PARTS);
        return IntStream.range(0, all.size())
                .filter(i -> RECORDS || i % PARTS == today)
                .mapToObj(all::get);
    }

    @ParameterizedTest
    @MethodSource("scenes")
    void pen_chooses_as_recorded(Choices.Scene scene) throws IOException, InterruptedException {
        OraclePen.assumeInstalled();
        Choices.Outcome outcome;
        try (var servers = new Choices.Servers();
                var pen = OraclePen.start(servers.addresses(scene.options()), servers.of(scene, true));
                var play = new Play(pen.address(), servers.all(), pen::say)) {
            for (String command : scene.later()) {
                pen.say(command);
            }
            outcome = new Choices.Outcome(scene.script(), play.perform(scene.script()));
        }
        SEEN.put(scene.what(), outcome);
        assertThat(outcome).isEqualTo(recorded.get(scene.what()));
    }

    @Test
    void pen_replies_as_recorded() throws IOException, InterruptedException {
        OraclePen.assumeInstalled();
        String actual;
        try (var s0 = new EchoServer("s0");
                var s1 = new EchoServer("s1");
                var pen = OraclePen.start(ControlReplies.OPTIONS, ControlReplies.servers(s0, s1));
                Socket client = Visitor.connect("127.0.0.1", pen.address())) {
            assertThat(Visitor.nameFrom(client)).isEqualTo("s1");
            Await.until("it has counted", () -> hasCounted(pen.penctl()));
            var names = new ControlReplies.Names(pen.address().getPort(), s0, s1, folder.resolve("their"));
            actual = ControlReplies.withPens(command -> names.names(command, pen.say(names.numbers(command))));
        }
        String golden = Files.readString(ControlReplies.GOLDEN);
        if (RECORDS && !actual.equals(golden)) {
            Files.writeString(ControlReplies.GOLDEN, actual);
        }
        assertThat(actual).isEqualTo(golden);
    }

    @Test
    void mergelogs_merges_as_recorded() throws IOException, InterruptedException {
        DebianMergelogs.assumeInstalled();
        String actual = MergeScenes.withDebians(logs -> DebianMergelogs.merge(folder, logs));
        String golden = MergeScenes.recorded();
        if (RECORDS && !actual.equals(golden)) {
            MergeScenes.record(actual);
        }
        assertThat(actual).isEqualTo(golden);
    }

    private static boolean hasCounted(Penctl penctl) {
        try {
            return penctl.say("servers").contains(" rx 3");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
