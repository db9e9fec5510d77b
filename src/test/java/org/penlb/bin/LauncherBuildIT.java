package org.penlb.bin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.penlb.bin.LauncherIT.Run;
import org.penlb.testing.Await;
import org.penlb.testing.Kill;

/** bin/pen in a checkout: it builds the jar when there is need. Its Maven only writes down that it was called. */
class LauncherBuildIT {
    private static final String FAKE_MAVEN = """
            #!/bin/sh
            [ "$1" != --version ] || exit 0
            echo "$JAVA_HOME" >>builds
            echo '[INFO] --- compiler:3.14.1:compile (default-compile) @ pen ---'
            [ ! -e broken ] || { echo '[ERROR] it is broken'; exit 1; }
            mkdir -p target
            echo 'half of it' >target/pen.jar
            [ ! -e fifo ] || read -r go <fifo
            echo 'all of it' >target/pen.jar
            """;

    @TempDir
    Path temp;

    Path home = Path.of("");
    Launcher pen;

    @BeforeEach
    void checkOut() throws Exception {
        home = temp.resolve("a checkout");
        pen = Launcher.copiedTo(home);
        Files.createDirectories(home.resolve("src/main/java"));
        Files.writeString(home.resolve("src/main/java/Main.java"), "class Main {}");
        Files.writeString(home.resolve("pom.xml"), "<project/>");
        Launcher.executable(home.resolve("mvnw"), FAKE_MAVEN);
        pen.with("JAVA_HOME", pen.jdk("good", "25"));
    }

    @Test
    void theFirstStartBuildsAndTheSecondDoesNot() throws Exception {
        Run first = pen.from(Path.of("/")).run("--version");
        Run second = pen.run("--version");

        assertThat(first.arguments()).endsWith("-jar", jar().toString(), "--version");
        assertThat(first.error()).first().asString().startsWith("pen: building target/pen.jar with ");
        assertThat(first.error()).contains("pen:   compiler:3.14.1:compile");
        assertThat(second.arguments()).isEqualTo(first.arguments());
        assertThat(second.error()).isEmpty();
        assertThat(home.resolve("builds")).content().isEqualTo(pen.jdks().resolve("good") + "\n");
    }

    @Test
    void anEditedSourceIsBuilt() throws Exception {
        pen.run();
        Files.setLastModifiedTime(
                home.resolve("src/main/java/Main.java"),
                FileTime.from(Instant.now().plusSeconds(1)));

        pen.run();

        assertThat(builds()).isEqualTo(2);
    }

    @Test
    void anEditedSchemaIsBuilt() throws Exception {
        pen.run();
        Path schema = home.resolve("conf/pen.schema.json");
        Files.createDirectories(schema.getParent());
        Files.writeString(schema, "{}");
        Files.setLastModifiedTime(schema, FileTime.from(Instant.now().plusSeconds(1)));

        pen.run();

        assertThat(builds()).isEqualTo(2);
    }

    @Test
    void runningTakesNoCompilerButBuildingDoes() throws Exception {
        Files.delete(pen.jdks().resolve("good/bin/javac"));
        Run unbuilt = pen.run();
        assertThat(unbuilt.exit()).isEqualTo(1);
        assertThat(unbuilt.error()).last().asString().startsWith("pen: no JDK of at least 25 found");

        Files.createDirectories(jar().getParent());
        Files.writeString(jar(), "built elsewhere");
        assertThat(pen.run().output()).contains("java of good");
    }

    @Test
    void aFailedBuildShowsTheEndOfItsLog() throws Exception {
        Files.createFile(home.resolve("broken"));

        Run run = pen.run();

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.output()).isEmpty();
        assertThat(run.error())
                .contains("[ERROR] it is broken")
                .last()
                .asString()
                .contains("the build failed");
        assertThat(jar()).doesNotExist();
    }

    @Test
    void aBuildThatWasKilledIsDoneAgain() throws Exception {
        Files.createDirectories(jar().getParent());
        Files.writeString(jar(), "half of it");
        Files.createFile(jar().resolveSibling(".pen.jar.building"));

        pen.run();

        assertThat(jar()).content().isEqualTo("all of it\n");
        assertThat(pen.run().error()).isEmpty();
    }

    /** The second start comes while the first one's jar is half written: it waits, and does not build again. */
    @Test
    void twoFirstStartsBuildOnce() throws Exception {
        Path fifo = home.resolve("fifo");
        assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor())
                .isZero();
        Process first = pen.start(pen.script());
        // Opening the other end returns when the build is reading: in its middle.
        try (var go = Files.newBufferedWriter(fifo)) {
            Process second = pen.start(pen.script());
            assertThat(second.errorReader().readLine()).contains("another start is building");
            go.write("go\n");
            go.flush();
            assertThat(Launcher.finish(first).exit()).isEqualTo(7);
            assertThat(Launcher.finish(second).output()).contains("java of good");
        }
        assertThat(builds()).isEqualTo(1);
    }

    private Path jar() throws IOException {
        return home.toRealPath().resolve("target/pen.jar");
    }

    private int builds() throws IOException {
        return Files.readAllLines(home.resolve("builds")).size();
    }

    @ParameterizedTest
    @CsvSource({"TERM, 143", "INT, 130"})
    void aSignalEndsTheBuildAndItsMaven(String signal, int exit) throws Exception {
        awaitedBuild(List.of(), signal, exit);
    }

    /** To process 1 they do not even come unless it catches them. */
    @Test
    void aSignalEndsTheBuildOfProcess1() throws Exception {
        FirstProcess.assumeThatItCanBeMade();
        awaitedBuild(FirstProcess.UNSHARE, "TERM", 143);
    }

    private void awaitedBuild(List<String> by, String signal, int exit) throws Exception {
        Launcher.executable(home.resolve("mvnw"), FAKE_MAVEN.replace("read -r go <fifo", "exec sleep 1000"));
        Files.writeString(home.resolve("fifo"), "");
        Process process = pen.start(by, pen.script(), "--version");
        Await.until("it builds", () -> Files.exists(home.resolve("target/pen.jar")));
        List<ProcessHandle> all = process.descendants().toList();
        Kill.send(
                signal,
                by.isEmpty()
                        ? process.pid()
                        : process.children().findAny().orElseThrow().pid());
        assertThat(process.waitFor(Await.LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(exit);
        Await.until("nobody is left", () -> all.stream().noneMatch(ProcessHandle::isAlive));
    }
}
