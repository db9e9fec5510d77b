package org.penlb.admin;

import java.nio.file.Path;
import java.util.function.Function;
import org.penlb.config.ConfigException;
import org.penlb.config.Protocol;
import org.penlb.config.SecretFile;
import org.penlb.config.ServerArguments;
import org.penlb.config.json.ConfigContext;
import org.penlb.service.OpenFiles;
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
                new ServerArguments(ServiceNames::port), new OpenFiles(), eventLoops, Path.of(""), Machine::secret);
    }

    /** As {@link #context}, where more clients may be asked for than this machine allows: for those who only look. */
    public static ConfigContext lenient(int eventLoops) {
        var files = new OpenFiles();
        var capacity = new ConfigContext.Capacity() {
            @Override
            public int clients(Protocol protocol, int loops) {
                return files.clients(protocol, loops);
            }

            @Override
            public int most(Protocol protocol, int loops) {
                return Integer.MAX_VALUE;
            }

            @Override
            public int withTls(int clients) {
                return files.withTls(clients);
            }
        };
        return new ConfigContext(
                new ServerArguments(ServiceNames::port), capacity, eventLoops, Path.of(""), Machine::secret);
    }

    private static <T> T secret(Path file, Function<String, T> kind) {
        try {
            return SecretFile.read("the file", file, kind);
        } catch (ConfigException e) {
            // It is mended in another file than the one that is looked at.
            throw ConfigException.passing(String.valueOf(e.getMessage()));
        }
    }
}
