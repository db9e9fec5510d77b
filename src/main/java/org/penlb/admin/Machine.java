package org.penlb.admin;

import java.nio.file.Path;
import java.util.function.Function;
import org.penlb.config.SecretFile;
import org.penlb.config.ServerArguments;
import org.penlb.config.json.ConfigContext;
import org.penlb.service.Service;
import org.penlb.system.ServiceNames;

/** The machine that a configuration is for: what it does not say itself. */
public final class Machine {
    private Machine() {}

    /**
     * This machine.
     *
     * @param eventLoops how many event loops there are unless a configuration says so
     */
    public static ConfigContext context(int eventLoops) {
        return new ConfigContext(
                new ServerArguments(ServiceNames::port), Service::affordable, eventLoops, Path.of(""), Machine::secret);
    }

    private static <T> T secret(Path file, Function<String, T> kind) {
        return SecretFile.read("the file", file, kind);
    }
}
