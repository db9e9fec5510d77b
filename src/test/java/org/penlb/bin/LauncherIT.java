package org.penlb.bin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.penlb.testing.Await;

/** bin/pen as installed (a folder with bin and lib/pen.jar), with JDKs that only say who they are. */
class LauncherIT {
    @TempDir
    Path temp;

    Launcher pen;

    @BeforeEach
    void install() throws Exception {
        pen = Launcher.installedIn(temp.resolve("a place with spaces"));
    }

    @AfterEach
    void awaitNoTraining() {
        pen.awaitNoTraining();
    }

    @Test
    void penJavaHomeComesFirst() throws Exception {
        Run run = pen.with("PEN_JAVA_HOME", pen.jdk("first", "26.0.1"))
                .with("JAVA_HOME", pen.jdk("second", "25"))
                .run();

        assertThat(run.output()).contains("java of first");
        assertThat(run.exit()).isEqualTo(7);
    }

    @Test
    void javaHomeThatIsTooOldIsPassedOver() throws Exception {
        Run run = pen.with("JAVA_HOME", pen.jdk("old", "21.0.2"))
                .withJavaOnPath(pen.jdk("on path", "25.0.3"))
                .run();

        assertThat(run.output()).contains("java of on path");
        assertThat(run.error()).isEmpty();
    }

    @Test
    void javaOnThePathMayBeALink() throws Exception {
        Path links = Files.createDirectory(temp.resolve("links"));
        Files.createSymbolicLink(links.resolve("java2"), pen.jdk("linked", "25").resolve("bin/java"));
        Files.createSymbolicLink(links.resolve("java"), Path.of("java2"));

        Run run = pen.withPath(links).run();

        assertThat(run.output()).contains("java of linked");
    }

    @Test
    void theUsualFoldersComeLast() throws Exception {
        pen.jdk("usual-1.8", "1.8.0_402");
        pen.jdk("usual-25", "25-ea");

        Run run = pen.with(
                        "PEN_JVM_FOLDERS",
                        temp.resolve("nothing/*") + ":" + pen.jdks().resolve("usual-*"))
                .run();

        assertThat(run.output()).contains("java of usual-25");
    }

    @Test
    void jdkWithoutReleaseFileIsAsked() throws Exception {
        Path asked = pen.jdk("asked", "25.0.1");
        Files.delete(asked.resolve("release"));

        Run run = pen.with("JAVA_HOME", asked).run();

        assertThat(run.output()).contains("java of asked");
    }

    @Test
    void noJdkIsOneSentence() throws Exception {
        Run run = pen.run("--version");

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.output()).isEmpty();
        assertThat(run.error())
                .singleElement()
                .asString()
                .startsWith("pen: no JDK of at least 25 found in PEN_JAVA_HOME, JAVA_HOME, PATH,")
                .contains("install one");
    }

    @ParameterizedTest
    @ValueSource(strings = {"17.0.15", "1.8.0_402"})
    void penJavaHomeThatIsTooOldIsAnError(String version) throws Exception {
        Path old = pen.jdk("old", version);

        Run run = pen.with("PEN_JAVA_HOME", old)
                .with("JAVA_HOME", pen.jdk("good", "25"))
                .run();

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.error())
                .containsExactly(
                        "pen: PEN_JAVA_HOME: " + old + " is Java " + version + " (expected: a JDK of at least 25)");
    }

    @Test
    void penJavaHomeThatIsNoneIsAnError() throws Exception {
        Run run = pen.with("PEN_JAVA_HOME", "/no/such/jdk").run();

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.error())
                .containsExactly("pen: PEN_JAVA_HOME: /no/such/jdk has no bin/java (expected: a JDK of at least 25)");
    }

    @Test
    void startsThroughAChainOfRelativeLinks() throws Exception {
        Path elsewhere = Files.createDirectories(temp.resolve("usr/bin"));
        Files.createSymbolicLink(elsewhere.resolve("pen"), Path.of("../share/pen"));
        Path between = Files.createDirectories(temp.resolve("usr/share"));
        Files.createSymbolicLink(between.resolve("pen"), Path.of("../..").resolve(temp.relativize(pen.script())));

        Run run =
                pen.with("JAVA_HOME", pen.jdk("good", "25")).from(Path.of("/")).runAs(elsewhere.resolve("pen"));

        assertThat(run.arguments()).containsSubsequence("-jar", pen.jar().toString());
    }

    @Test
    void argumentsArriveUnchanged() throws Exception {
        String[] arguments = {"two words", "", "it's", "\"quoted\"", "*", "$HOME `id` \\", "-O", "acl 0 permit 10.0.0.1"
        };

        Run run = pen.with("JAVA_HOME", pen.jdk("good", "25")).run(arguments);

        List<String> received = run.arguments();
        assertThat(received.subList(received.indexOf("-jar") + 2, received.size()))
                .containsExactly(arguments);
    }

    @Test
    void usersJvmOptionsComeAfterTheLaunchers() throws Exception {
        Run run = pen.with("JAVA_HOME", pen.jdk("good", "25"))
                .with("PEN_JAVA_OPTS", "-Xmx1g  -Dstar=*")
                .run();

        assertThat(run.arguments())
                .containsSubsequence("-Xmx512m", "-Xmx1g", "-Dstar=*", "-jar")
                .contains("-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED", "-XX:TrimNativeHeapInterval=5000");
    }

    /** The JVM does not take the last of two collectors, it refuses to start. */
    @Test
    void usersCollectorReplacesTheLaunchers() throws Exception {
        Run run = pen.with("JAVA_HOME", pen.jdk("good", "25"))
                .with("PEN_JAVA_OPTS", "-XX:+UseZGC")
                .run();

        assertThat(run.arguments()).contains("-XX:+UseZGC").doesNotContain("-XX:+UseSerialGC");
    }

    @Test
    void theJvmTakesTheLaunchersPlace() throws Exception {
        Run run = pen.with("JAVA_HOME", pen.jdk("good", "25")).run();

        assertThat(run.output()).contains("pid " + run.pid());
    }

    @Test
    void theCacheIsMadeOnceForAJar() throws Exception {
        Path jdk = pen.jdk("good", "25.0.3");
        pen.with("JAVA_HOME", jdk).with("PEN_AOT", "on");

        assertThat(pen.run().arguments()).noneMatch(LauncherIT::namesCache);
        await(() -> !caches().isEmpty());
        assertThat(pen.run().arguments()).contains("-XX:AOTCache=" + caches().getFirst());
        assertThat(trainings(jdk)).isEqualTo(1);

        // An older jar is put in place: the cache is of another one.
        Files.setLastModifiedTime(pen.jar(), FileTime.fromMillis(1_000_000_000_000L));
        assertThat(pen.run().arguments()).noneMatch(LauncherIT::namesCache);
        await(() -> trainings(jdk) == 2);
    }

    @Test
    void trainingThatFailedIsNotRepeated() throws Exception {
        Path jdk = pen.jdk("good", "25.0.3");
        pen.with("JAVA_HOME", jdk).with("PEN_AOT", "on").with("TRAINING_FAILS", "yes");

        pen.run();
        await(() -> !caches().isEmpty());
        Run second = pen.run();

        assertThat(second.arguments()).noneMatch(LauncherIT::namesCache);
        assertThat(second.error()).isEmpty();
        assertThat(trainings(jdk)).isEqualTo(1);
    }

    private static boolean namesCache(String argument) {
        return argument.startsWith("-XX:AOTCache=");
    }

    private List<Path> caches() throws IOException {
        try (var files = Files.list(pen.jar().resolveSibling("."))) {
            return files.map(Path::normalize)
                    .filter(file -> file.toString().endsWith(".aot"))
                    .toList();
        }
    }

    private static long trainings(Path jdk) throws IOException {
        Path log = jdk.resolve("trainings");
        return Files.exists(log) ? Files.readAllLines(log).size() : 0;
    }

    /** The training runs in the background, and nothing but its files tells of it. */
    private static void await(Callable<Boolean> condition) {
        Await.until("the training is where it should be", () -> {
            try {
                return condition.call();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
    }

    record Run(int exit, long pid, List<String> output, List<String> error) {
        /** What the fake java was given, one argument a line in brackets. */
        List<String> arguments() {
            return output.stream()
                    .filter(line -> line.startsWith("["))
                    .map(line -> line.substring(1, line.length() - 1))
                    .toList();
        }
    }
}
