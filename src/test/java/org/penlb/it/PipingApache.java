package org.penlb.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.penlb.testing.Ports;

/** An Apache that is two web servers, with one port at two addresses, each with a log that goes into a pipe to penlog. */
final class PipingApache implements AutoCloseable {
    private static final String PACKAGE = "apache2";

    private final Daemon daemon;
    private final int port = Ports.free();

    /**
     * @param folder for its files
     * @param penlog where penlog is
     * @param penlogd the port of 127.0.0.1 where penlogd is
     */
    PipingApache(Path folder, String penlog, int penlogd) throws IOException {
        String apache = Program.find("apache2", PACKAGE);
        Path configuration = Files.writeString(
                folder.resolve("apache.conf"),
                """
                ServerRoot %1$s
                DefaultRuntimeDir %1$s
                PidFile %1$s/apache.pid
                ErrorLog %1$s/apache.error
                ServerName web
                LoadModule mpm_event_module /usr/lib/apache2/modules/mod_mpm_event.so
                LoadModule authz_core_module /usr/lib/apache2/modules/mod_authz_core.so
                User www-data
                Group www-data
                LogFormat "%%h %%l %%u %%t \\"%%r\\" %%>s %%b \\"%%{Referer}i\\"" combined
                """.formatted(folder) + server("127.0.0.2", penlog, penlogd) + server("127.0.0.3", penlog, penlogd));
        daemon = new Daemon(
                List.of("env", "PEN_AOT=off", apache, "-f", configuration.toString(), "-DFOREGROUND"),
                folder.resolve("apache.log"));
        Ports.awaitListening(port);
    }

    private String server(String address, String penlog, int penlogd) {
        return """
                Listen %1$s:%2$d
                <VirtualHost %1$s:%2$d>
                    ServerName web
                    CustomLog "|%3$s 127.0.0.1 %4$d %1$s" combined
                </VirtualHost>
                """.formatted(address, port, penlog, penlogd);
    }

    /** Both servers, as arguments of pen. */
    List<String> servers() {
        return List.of("127.0.0.2:" + port, "127.0.0.3:" + port);
    }

    @Override
    public void close() {
        daemon.close();
    }
}
