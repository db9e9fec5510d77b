package org.penlb.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.penlb.cli.command.PenHere;
import org.penlb.testing.Await;
import org.penlb.testing.EchoServer;
import org.penlb.testing.Visitor;

/**
 * Each control command, said to ours in the state that Debian's pen was in when its replies were recorded. That it would
 * say the same still shows {@link OracleIT}.
 */
@Timeout(60)
class ControlRepliesTest {
    @TempDir
    Path folder;

    @Test
    void replies_are_pens_where_they_are_not_better() throws IOException, InterruptedException {
        List<String> options = new ArrayList<>(ControlReplies.OPTIONS);
        options.addAll(List.of("--event-loops", "1"));
        String actual;
        try (var s0 = new EchoServer("s0");
                var s1 = new EchoServer("s1");
                PenHere pen = PenHere.controlled(options, ControlReplies.servers(s0, s1));
                Socket client = Visitor.connect("127.0.0.1", pen.address())) {
            assertThat(Visitor.nameFrom(client)).isEqualTo("s1");
            Await.until("it has counted", () -> pen.say("servers").contains(" rx 3"));
            var names = new ControlReplies.Names(pen.address().getPort(), s0, s1, folder.resolve("our"));
            actual = ControlReplies.withOurs(command -> names.names(command, pen.say(names.numbers(command))));
        }
        assertThat(actual).isEqualTo(Files.readString(ControlReplies.GOLDEN));
    }
}
