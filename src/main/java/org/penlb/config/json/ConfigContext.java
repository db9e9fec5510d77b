package org.penlb.config.json;

import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.function.Function;
import org.penlb.config.ConfigException;
import org.penlb.config.Protocol;
import org.penlb.config.ServerArguments;

/**
 * What a configuration does not say itself, and the machine that it is for does.
 *
 * @param arguments knows the ports of services that have names, such as {@code smtp}
 * @param capacity how many clients a service can have at a time
 * @param eventLoops how many event loops there are unless the configuration says so, at least 1
 * @param folder relative names of files are names in this folder; an empty path leaves them as they are
 * @param secrets reads the files that secrets are in
 */
public record ConfigContext(
        ServerArguments arguments, Capacity capacity, int eventLoops, Path folder, SecretReader secrets) {
    /** Tells how many clients the machine's limits allow. */
    @FunctionalInterface
    public interface Capacity {
        /** The most clients at a time of a service that has this many event loops, at least 1. */
        int clients(Protocol protocol, int eventLoops);

        /**
         * The most clients at a time that may be asked for: more than {@link #clients} where the limit can be raised for them.
         */
        default int most(Protocol protocol, int eventLoops) {
            return clients(protocol, eventLoops);
        }

        /** The most of them that speak TLS, which takes more memory. */
        default int withTls(int clients) {
            return clients;
        }

        /** Why there are no more of them, in words that end in "allows", and what can be done. */
        default String reason(int clients) {
            return "the limit of open files allows (raise it with ulimit -n)";
        }
    }

    /** Reads a secret. */
    @FunctionalInterface
    public interface SecretReader {
        /** Reads none, where a configuration is only written. */
        SecretReader NONE = new SecretReader() {
            @Override
            public <T> T read(Path file, Function<String, T> kind) {
                throw new ConfigException(file + ": no secret is read here");
            }
        };

        /**
         * @param kind what the file's first line is to be; throws a {@link ConfigException} if it cannot
         * @throws ConfigException if the file cannot be read, can be read by everybody, or holds no such secret
         */
        <T> T read(Path file, Function<String, T> kind);
    }

    /**
     * How many clients at a time a service has that does not say it: its part of what the machine allows all of them.
     *
     * @param services how many services share the machine, at least 1
     */
    int share(Protocol protocol, int eventLoops, int services) {
        return Math.max(1, capacity.clients(protocol, eventLoops) / services);
    }

    /** The same machine, with files named relative to another folder. */
    public ConfigContext in(Path newFolder) {
        return new ConfigContext(arguments, capacity, eventLoops, newFolder, secrets);
    }

    /** The same machine, which tells the names of the files that secrets are read from. */
    ConfigContext tellingOf(Consumer<Path> secretFile) {
        SecretReader telling = new SecretReader() {
            @Override
            public <T> T read(Path file, Function<String, T> kind) {
                secretFile.accept(file);
                return secrets.read(file, kind);
            }
        };
        return new ConfigContext(arguments, capacity, eventLoops, folder, telling);
    }
}
