package org.penlb.load.process;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** nginx, which is a server to some workloads and a balancer to others. */
public final class NginxProgram {
    private static final String PROGRAM = "nginx";
    private static final String PACKAGE = "nginx";
    private static final String STREAM_PACKAGE = "libnginx-mod-stream";
    private static final Path STREAM_MODULE = Path.of("/usr/lib/nginx/modules/ngx_stream_module.so");
    private static final Duration VERSION_LIMIT = Duration.ofSeconds(10);

    /** Of each worker, to both sides. */
    private static final int CONNECTIONS = 8192;

    private NginxProgram() {}

    /** Why it cannot be a server here; empty if it can. */
    public static Optional<String> refusal() {
        return Programs.refusal(PROGRAM, PACKAGE);
    }

    /** Why it cannot use its stream module here; empty if it can. */
    public static Optional<String> streamRefusal() {
        return refusal()
                .or(() -> Files.exists(STREAM_MODULE)
                        ? Optional.empty()
                        : Optional.of(Programs.missing("nginx's stream module", STREAM_PACKAGE)));
    }

    /** What it says about its version. */
    public static String version(Lab lab) {
        return lab.run("nginx -v", VERSION_LIMIT, List.of(Programs.path(PROGRAM, PACKAGE), "-v"))
                .strip();
    }

    /**
     * The command line that starts it in the foreground.
     *
     * @param workers how many worker processes
     * @param stream whether it needs its stream module
     * @param services its {@code stream} and {@code http} blocks
     */
    public static List<String> command(Lab lab, int workers, boolean stream, String services) {
        Path folder = lab.newFolder(PROGRAM);
        String text = "daemon off;\npid pid;\nerror_log error.log;\n"
                + (Programs.root() ? "user root;\n" : "")
                + (stream ? "load_module " + STREAM_MODULE + ";\n" : "")
                + "worker_processes " + workers + ";\n"
                + "events { worker_connections " + CONNECTIONS + "; }\n"
                + services;
        Path configuration = lab.newFile("nginx.conf", text);
        return Stream.of(Programs.path(PROGRAM, PACKAGE), "-p", folder, "-e", folder.resolve("error.log"), "-c", configuration)
                .map(Object::toString)
                .toList();
    }
}
