package org.penlb.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.penlb.system.Privileges;
import org.penlb.testing.Await;
import org.penlb.testing.Ports;

/**
 * A web server with penstats and penctl.cgi as conf/ shows it, on a free port, and Pen installed in a folder of its own. Where
 * the tests are root's, the programs run as www-data.
 */
abstract class CgiSite implements AutoCloseable {
    static final String USER = "operator";
    static final String PASSWORD = "a-password";
    static final Path HOME = Path.of(System.getProperty("pen.home", "."));

    private static final String WEB_USER = "www-data";

    final Path folder;
    final int port = Ports.free();
    private final Map<String, String> settings = new TreeMap<>();
    private final List<Process> processes = new ArrayList<>();

    /**
     * @param folder for all that is written
     * @param control where the pen takes commands
     */
    CgiSite(Path folder, String control) throws IOException {
        this.folder = folder;
        settings.put("PEN_CONTROL", control);
        settings.put("PEN_JAVA_HOME", System.getProperty("java.home"));
        settings.put("PEN_AOT", "off");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        install();
        // MD5-crypt: both servers know it, whatever the system's crypt does.
        Files.writeString(folder.resolve("passwords"), USER + ":" + crypt() + "\n");
    }

    /** The servers themselves, and what they have to pass on. */
    abstract void launch() throws IOException;

    /** The configuration in conf/ as it stands there. */
    abstract String example() throws IOException;

    /** How a variable is set in that language. */
    abstract String variable(String name, String value);

    /** Sets a variable; empty unsets it. */
    final CgiSite with(String name, String value) {
        settings.put(name, value);
        return this;
    }

    final CgiSite start() throws IOException {
        launch();
        Ports.awaitListening(port);
        return this;
    }

    /** The user that the programs run as. */
    static String user() throws IOException {
        return Privileges.isRoot() ? WEB_USER : System.getProperty("user.name");
    }

    /** The example with the places of this test, and what is set. */
    final String configuration() throws IOException {
        String text = replaced(example(), "/opt/pen", folder.resolve("pen").toString());
        text = text.replaceAll(
                "/etc/[a-z0-9]+/pen\\.htpasswd", folder.resolve("passwords").toString());
        var lines = new StringBuilder();
        for (var setting : settings.entrySet()) {
            text = text.replaceAll("(?m)^ *(SetEnv|fastcgi_param) " + setting.getKey() + " .*$", "");
            if (!setting.getValue().isEmpty()) {
                lines.append(variable(setting.getKey(), setting.getValue())).append("\n    ");
            }
        }
        String place = "# Where pen takes commands";
        return replaced(text, place, lines + place);
    }

    static String replaced(String text, String from, String to) {
        assertThat(text).contains(from);
        return text.replace(from, to);
    }

    private void install() throws IOException {
        Path pen = folder.resolve("pen");
        try (Stream<Path> files = Files.walk(HOME.resolve("bin"))) {
            for (Path file : files.toList()) {
                Path copy = pen.resolve("bin").resolve(HOME.resolve("bin").relativize(file));
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy, StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
        Files.createDirectories(pen.resolve("lib"));
        Path jar = Path.of(Objects.requireNonNull(System.getProperty("pen.jar"), "pen.jar"));
        Files.copy(jar, pen.resolve("lib/pen.jar"));
    }

    private static String crypt() throws IOException {
        Process openssl = new ProcessBuilder(Program.find("openssl", "openssl"), "passwd", "-apr1", PASSWORD).start();
        return new String(openssl.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
    }

    /** Starts a program of the site, with as few variables as a system gives to a daemon. */
    final void run(String... command) throws IOException {
        var builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(folder.resolve("out").toFile()));
        builder.environment().clear();
        processes.add(builder.start());
    }

    /** The same, as the web server's user. */
    final void runAsUser(String... command) throws IOException {
        List<String> all = new ArrayList<>();
        if (Privileges.isRoot()) {
            String user = user();
            all.addAll(List.of(
                    Program.find("setpriv", "util-linux"), "--reuid=" + user, "--regid=" + user, "--clear-groups"));
        }
        all.addAll(Arrays.asList(command));
        run(all.toArray(String[]::new));
    }

    final String url(String path) {
        return "http://127.0.0.1:" + port + path;
    }

    /** The same, by the operator, as a browser takes it. */
    final URI login(String path) {
        return URI.create("http://" + USER + ":" + PASSWORD + "@127.0.0.1:" + port + path);
    }

    /** Sends bytes, and reads the answer up to its end. */
    final String raw(String request) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", port), 5000);
            socket.setSoTimeout((int) Await.LONG.toMillis());
            OutputStream out = socket.getOutputStream();
            out.write(request.getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    /** What the servers have logged. */
    final String log() throws IOException {
        var all = new StringBuilder();
        for (String name : List.of("error.log", "out")) {
            Path file = folder.resolve(name);
            all.append(Files.exists(file) ? Files.readString(file, StandardCharsets.ISO_8859_1) : "");
        }
        return all.toString();
    }

    /** Ends the servers in good order: their other processes end with them. */
    @Override
    public void close() throws InterruptedException {
        for (Process process : processes.reversed()) {
            List<ProcessHandle> family = process.descendants().toList();
            process.destroy();
            if (!process.waitFor(Await.LONG.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
            family.forEach(ProcessHandle::destroyForcibly);
        }
    }
}
