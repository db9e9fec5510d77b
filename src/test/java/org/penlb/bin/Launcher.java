package org.penlb.bin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.penlb.testing.Await;

/** A copy of bin/pen in a folder of its own, started in an environment that holds nothing but what a test puts there. */
final class Launcher {
    /** Says its name, its process and its arguments; the training run makes a file of them. Exit 7 is nobody else's. */
    private static final String FAKE_JAVA = """
            #!/bin/sh
            jdk=${0%/bin/java}
            case $* in
            "-XshowSettings:properties -version")
                echo "openjdk version \\"$(cat "$jdk/version")\\" 2026-01-01" >&2
                exit 0 ;;
            *warm-up)
                echo training >>"$jdk/trainings"
                [ -z "$TRAINING_FAILS" ] || exit 1
                [ -z "$TRAINING_LASTS" ] || exec sleep 100
                for option; do case $option in -XX:AOTCacheOutput=*) echo "$@" >"${option#*=}" ;; esac; done
                exit 0 ;;
            esac
            echo "java of ${jdk##*/}"
            echo "pid $$"
            printf '[%s]\\n' "$@"
            exit 7
            """;

    private final Path home;
    private final Map<String, String> environment = new TreeMap<>();
    private Path workingDirectory;

    private Launcher(Path home) {
        this.home = home;
        workingDirectory = home;
    }

    /** An installation: no sources, the jar in lib. */
    static Launcher installedIn(Path home) throws IOException {
        Launcher launcher = copiedTo(home);
        Files.createDirectories(launcher.jar().getParent());
        Files.writeString(launcher.jar(), "a jar");
        return launcher;
    }

    /** An installation of the jar that is tested, with the JDK of the tests. */
    static Launcher ofTheRealJarIn(Path home) throws IOException {
        Launcher launcher = copiedTo(home);
        Files.createDirectories(launcher.jar().getParent());
        Files.createSymbolicLink(launcher.jar(), Path.of(System.getProperty("pen.jar")));
        return launcher.with("JAVA_HOME", System.getProperty("java.home"));
    }

    /** Just the scripts. */
    static Launcher copiedTo(Path home) throws IOException {
        Path from = Path.of(System.getProperty("pen.home", ".")).resolve("bin");
        try (var files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path copy = home.resolve("bin").resolve(from.relativize(file));
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copy);
                } else {
                    Files.copy(file, copy, StandardCopyOption.COPY_ATTRIBUTES);
                }
            }
        }
        Launcher launcher = new Launcher(home.toRealPath());
        // The machine's own JDKs are out of sight: a too old one is first on the path, and the usual folders are none.
        return launcher.with("PEN_JVM_FOLDERS", "")
                .with("PEN_AOT", "off")
                .withJavaOnPath(launcher.jdk("too-old", "17.0.15"));
    }

    Path script() {
        return home.resolve("bin/pen");
    }

    Path jar() {
        return home.resolve("lib/pen.jar");
    }

    Path jdks() {
        return home.resolve("jdks");
    }

    Launcher with(String variable, Object value) {
        environment.put(variable, value.toString());
        return this;
    }

    Launcher withJavaOnPath(Path jdk) {
        return withPath(jdk.resolve("bin"));
    }

    Launcher withPath(Path first) {
        return with("PATH", first + ":/usr/bin:/bin");
    }

    Launcher from(Path folder) {
        workingDirectory = folder;
        return this;
    }

    /** A folder that looks like a JDK of that version. */
    Path jdk(String name, String version) throws IOException {
        Path jdk = jdks().resolve(name);
        Files.createDirectories(jdk.resolve("bin"));
        executable(jdk.resolve("bin/java"), FAKE_JAVA);
        executable(jdk.resolve("bin/javac"), "#!/bin/sh\n");
        Files.writeString(jdk.resolve("version"), version);
        Files.writeString(
                jdk.resolve("release"),
                "IMPLEMENTOR=\"Nobody\"\nJAVA_RUNTIME_VERSION=\"" + version + "+1\"\nJAVA_VERSION=\"" + version
                        + "\"\n");
        return jdk;
    }

    static void executable(Path file, String script) throws IOException {
        Files.writeString(file, script);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    LauncherIT.Run run(String... arguments) throws Exception {
        return runAs(script(), arguments);
    }

    LauncherIT.Run runAs(Path script, String... arguments) throws Exception {
        return finish(start(script, arguments));
    }

    Process start(Path script, String... arguments) throws IOException {
        return start(List.of(), script, arguments);
    }

    /** Starts it by a command that ends in starting what follows. */
    Process start(List<String> by, Path script, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(by);
        command.add(script.toString());
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(workingDirectory.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        return builder.start();
    }

    /** Returns when no training goes on any more: it writes beside the jar, though nobody waits for it. */
    void awaitNoTraining() {
        Await.until("the training has ended", () -> {
            try (var files = Files.list(jar().resolveSibling("."))) {
                return files.noneMatch(file -> file.toString().endsWith(".work"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    static LauncherIT.Run finish(Process process) throws Exception {
        // What the launcher says is far less than a pipe holds, so one stream after the other cannot block.
        List<String> output = process.inputReader().readAllLines();
        List<String> error = process.errorReader().readAllLines();
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        return new LauncherIT.Run(process.exitValue(), process.pid(), output, error);
    }
}
