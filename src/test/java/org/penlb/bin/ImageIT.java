package org.penlb.bin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.vertx.core.json.JsonArray;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.penlb.system.Privileges;
import org.penlb.testing.Await;
import org.penlb.testing.EchoServer;
import org.penlb.testing.Kill;
import org.penlb.testing.Visitor;

/** What the Dockerfile says, done by hand: an image on a read-only file system, for a user without a name. */
@Timeout(900)
class ImageIT {
    private static final Path HOME = Path.of(System.getProperty("pen.home", "."));
    private static final String IN_IMAGE = "/opt/pen";
    private static final String READ_ONLY =
            "mount --bind \"$0\" \"$0\" && mount -o remount,bind,ro \"$0\" && exec \"$@\"";

    @TempDir
    Path temp;

    @BeforeEach
    void be_able_to() throws Exception {
        assumeThat(Privileges.isRoot()).as("only root can mount").isTrue();
        FirstProcess.assumeThatItCanBeMade();
        Files.setPosixFilePermissions(temp, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** The rest of each line that begins with the word. */
    private List<String> lines(String word) throws IOException {
        return Files.readAllLines(HOME.resolve("conf/kubernetes/Dockerfile")).stream()
                .filter(line -> line.startsWith(word + " "))
                .map(line -> line.substring(word.length() + 1).replace(IN_IMAGE, temp + IN_IMAGE))
                .toList();
    }

    private void build() throws Exception {
        for (String line : lines("COPY")) {
            String[] words = line.split(" ");
            Path from = words[0].endsWith(".jar") ? Path.of(System.getProperty("pen.jar")) : HOME.resolve(words[0]);
            copy(from, Path.of(words[1]));
        }
        for (String line : lines("RUN")) {
            Process process =
                    process(List.of("sh", "-c", line)).redirectErrorStream(true).start();
            assertThat(process.inputReader().readAllLines()).allMatch(said -> said.contains(": the AOT cache is "));
            assertThat(process.waitFor()).isZero();
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path copy = to.resolve(from.relativize(file).toString()).normalize();
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy, StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }

    private static ProcessBuilder process(List<String> command) {
        var builder = new ProcessBuilder(command);
        Map<String, String> environment = builder.environment();
        environment.clear();
        environment.put("PATH", "/usr/bin:/bin:/usr/sbin:/sbin");
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        environment.put("KUBERNETES_SERVICE_HOST", "127.0.0.1");
        return builder;
    }

    @Test
    void starts_from_its_cache_as_process_1_without_writing_anything() throws Exception {
        build();
        String user = lines("USER").getFirst();
        List<String> command = new ArrayList<>(FirstProcess.UNSHARE);
        command.addAll(List.of("--mount", "sh", "-c", READ_ONLY, temp.toString()));
        command.addAll(List.of("setpriv", "--reuid", user, "--regid", user, "--clear-groups", "--bounding-set=-all"));
        new JsonArray(lines("ENTRYPOINT").getFirst()).forEach(word -> command.add((String) word));
        try (var server = new EchoServer("server")) {
            command.addAll(List.of("-f", "127.0.0.1:0", server.address()));
            Process unshare = process(command).start();
            var said = new ConcurrentLinkedQueue<String>();
            Thread listening =
                    Thread.ofVirtual().start(() -> unshare.errorReader().lines().forEach(said::add));
            try {
                Await.until(
                        () -> "clients can come in: " + said,
                        () -> !listening.isAlive() || said.stream().anyMatch(line -> line.contains("come in at")));
                assertThat(said).anyMatch(line -> line.contains("come in at"));
                String maps = Files.readString(
                        Path.of("/proc", String.valueOf(java(unshare).pid()), "maps"));
                assertThat(maps).contains(".aot");
                String line = String.join("\n", said);
                int port = Integer.parseInt(line.replaceFirst("(?s).*come in at 127.0.0.1:(\\d+).*", "$1"));
                assertThat(Visitor.visit("127.0.0.1", new InetSocketAddress("127.0.0.1", port)))
                        .isEqualTo("server");
                Kill.send("TERM", unshare.children().findAny().orElseThrow().pid());
                assertThat(unshare.waitFor(Await.LONG.toSeconds(), TimeUnit.SECONDS))
                        .isTrue();
                assertThat(unshare.exitValue()).as("%s", said).isZero();
            } finally {
                unshare.descendants().forEach(ProcessHandle::destroyForcibly);
                unshare.destroyForcibly();
                listening.join();
            }
        }
    }

    private static ProcessHandle java(Process unshare) {
        return unshare.descendants()
                .filter(process -> process.info().command().orElse("").endsWith("/java"))
                .findAny()
                .orElseThrow();
    }
}
