package org.penlb.config.json;

import java.nio.file.Path;
import java.util.Map;
import java.util.function.Function;
import org.penlb.config.ConfigException;
import org.penlb.config.Protocol;
import org.penlb.config.ServerArguments;

/** A machine that is the same everywhere: 1,000 connections or 2,000 sessions, two event loops, files with secrets. */
final class Contexts {
    private static final Map<String, String> SECRETS = Map.of(
            "web.token",
            "a-token-from-a-file",
            "cluster.secret",
            "a-secret-from-a-file",
            "tickets.secret",
            "a-secret-of-tickets-from-a-file-x",
            "short.secret",
            "hunter2");

    static final ConfigContext USUAL = new ConfigContext(
            new ServerArguments(name -> Map.of("http", 80, "domain", 53).getOrDefault(name, -1)),
            (protocol, _) -> protocol == Protocol.UDP ? 2000 : 1000,
            2,
            Path.of(""),
            Contexts::secret);

    private Contexts() {}

    private static <T> T secret(Path file, Function<String, T> kind) {
        String secret = SECRETS.get(String.valueOf(file.getFileName()));
        if (secret == null) {
            throw new ConfigException("\"" + file + "\" cannot be read");
        }
        return kind.apply(secret);
    }
}
