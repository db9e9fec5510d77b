package org.penlb.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.netty.channel.epoll.Epoll;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.penlb.system.Privileges;
import org.penlb.testing.Await;
import org.penlb.testing.Datagrams;
import org.penlb.testing.PenProcess;

/** Pen and the machine's log, in a mount namespace whose /dev/log is the test's. */
@Timeout(120)
class SyslogIT {
    /** Arguments: an empty folder, which becomes /dev, the socket that is /dev/log there, a command. */
    private static final String OTHER_DEV = """
            set -e
            dev=$1 log=$2
            shift 2
            mount -t tmpfs none "$dev"
            for file in null zero random urandom; do
                : >"$dev/$file"
                mount --bind "/dev/$file" "$dev/$file"
            done
            ln -s "$log" "$dev/log"
            mount --rbind "$dev" /dev
            exec "$@"
            """;

    private static final Pattern MESSAGE = Pattern.compile("<(\\d+)>(\\w{3} [ \\d]\\d [\\d:]{8}) pen\\[(\\d+)]: (.*)");
    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("uuuu MMM d HH:mm:ss", Locale.ROOT);

    /** daemon.info */
    private static final String DAEMON_INFO = String.valueOf((3 << 3) + 6);

    @TempDir
    Path folder;

    @Test
    void a_jailed_pen_goes_on_logging_in_local_time() throws IOException, InterruptedException {
        assumeThat(Privileges.isRoot())
                .as("only root can have another /dev/log")
                .isTrue();
        assumeThat(Epoll.isAvailable())
                .as("Netty's epoll transport is available")
                .isTrue();
        assumeThat(new ProcessBuilder("unshare", "-m", "true").start().waitFor())
                .as("mount namespaces can be made here")
                .isZero();
        Path jail = Files.createDirectory(folder.resolve("jail"));
        for (Path path : List.of(folder, jail)) {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxrwxrwx"));
        }
        Path socket = folder.resolve("log");
        try (var syslog = new Datagrams(socket.toString())) {
            List<String> command = new ArrayList<>(List.of("unshare", "-m", "sh", "-c", OTHER_DEV, "sh"));
            command.add(Files.createDirectory(folder.resolve("dev")).toString());
            command.add(socket.toString());
            command.addAll(PenProcess.command(
                    List.of(),
                    List.of("-j", jail.toString(), "-u", "nobody", "-p", "/pen.pid", "127.0.0.1:0", "127.0.0.1:1")));
            assertThat(Started.of(folder, Map.of("TZ", "Asia/Kolkata"), command))
                    .isEqualTo(new Started(0, ""));
            ProcessHandle pen = Started.in(jail.resolve("pen.pid"));
            try {
                assertThat(next(syslog, pen, DAEMON_INFO)).isEqualTo("works in the root directory " + jail);
                assertThat(next(syslog, pen, DAEMON_INFO)).isEqualTo("works as the user nobody");
                assertThat(next(syslog, pen, DAEMON_INFO)).startsWith("pen: clients come in at 127.0.0.1:");
                Started.signal("HUP", pen);
                assertThat(next(syslog, pen, DAEMON_INFO)).startsWith("HUP: ");
                Started.terminate(pen);
                assertThat(jail.resolve("pen.pid")).doesNotExist();
            } finally {
                pen.destroyForcibly();
            }
        }
    }

    /** The text of the next message, which must be of this process, of this priority, and of now. */
    private static String next(Datagrams syslog, ProcessHandle pen, String priority) throws InterruptedException {
        String datagram = Await.next(syslog.received);
        Matcher message = MESSAGE.matcher(datagram);
        assertThat(message.matches()).as(datagram).isTrue();
        assertThat(message.group(1)).isEqualTo(priority);
        assertThat(message.group(3)).isEqualTo(String.valueOf(pen.pid()));
        LocalDateTime now = LocalDateTime.now(ZoneId.of("Asia/Kolkata"));
        LocalDateTime stamp =
                LocalDateTime.parse(now.getYear() + " " + message.group(2).replaceAll(" +", " "), STAMP);
        assertThat(Duration.between(stamp, now).abs()).as(datagram).isLessThan(Duration.ofMinutes(20));
        return message.group(4);
    }
}
