package org.penlb.cluster.node;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.penlb.config.cluster.ClusterConfig;

/** Makes keys and certificates, as an operator makes them with openssl. */
final class Authority {
    private final Path folder;

    /**
     * @param folder for its files, and those of the keys that it makes
     */
    Authority(Path folder) throws IOException, InterruptedException {
        this.folder = Files.createDirectories(folder);
        openssl("req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc -days 2 -subj /CN=authority"
                + " -keyout authority.key -out authority.pem");
    }

    private Path certificate() {
        return folder.resolve("authority.pem");
    }

    /** Keys for an instance, with a certificate of this authority, which trusts those of another one or of the same. */
    ClusterConfig.Keys keys(String name, Authority trusted) throws IOException, InterruptedException {
        openssl("req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc -subj /CN=" + name + " -keyout " + name
                + ".key -out " + name + ".csr");
        openssl("x509 -req -in " + name + ".csr -CA authority.pem -CAkey authority.key -CAcreateserial -days 2 -out "
                + name + ".pem");
        return new ClusterConfig.Keys(
                folder.resolve(name + ".pem"), folder.resolve(name + ".key"), trusted.certificate());
    }

    private void openssl(String arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("openssl"));
        command.addAll(List.of(arguments.split(" ")));
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException("openssl " + arguments + ": " + said);
        }
    }
}
