package org.penlb.config.json;

import java.nio.file.Path;
import java.util.Map;
import org.penlb.config.AccessToken;
import org.penlb.config.ConfigException;
import org.penlb.config.Protocol;
import org.penlb.config.ServerArguments;

/** A machine that is the same everywhere: 1,000 connections or 2,000 sessions, two event loops, a file with a token. */
final class Contexts {
    static final ConfigContext USUAL = new ConfigContext(
            new ServerArguments(name -> Map.of("http", 80, "domain", 53).getOrDefault(name, -1)),
            (protocol, _) -> protocol == Protocol.UDP ? 2000 : 1000,
            2,
            Path.of(""),
            Contexts::token);

    private Contexts() {}

    private static AccessToken token(Path file) {
        if (file.endsWith("web.token")) {
            return new AccessToken("a-token-from-a-file");
        }
        throw new ConfigException("\"" + file + "\" cannot be read");
    }
}
