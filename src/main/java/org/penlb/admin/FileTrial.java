package org.penlb.admin;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.penlb.admin.StartFindings.Kind;
import org.penlb.config.ConfigException;
import org.penlb.config.PenConfig;
import org.penlb.config.ServiceConfig;
import org.penlb.config.cluster.ClusterConfig;
import org.penlb.config.cluster.KeyFiles;
import org.penlb.geoip.GeoDatabase;
import org.penlb.service.TlsCheck;

/** Looks whether the files that a configuration names can be read or written. Nothing is written. */
final class FileTrial {
    private final StartFindings findings;

    FileTrial(StartFindings findings) {
        this.findings = findings;
    }

    void run(PenConfig config) {
        ClusterConfig cluster = config.cluster();
        ClusterConfig.Keys keys = cluster == null ? null : cluster.keys();
        if (keys != null) {
            KeyFiles.wrong(keys).forEach(line -> findings.add(Kind.ERROR, line));
        }
        certificates(config);
        Path database = config.geoip();
        if (database != null) {
            refused(() -> GeoDatabase.open(database));
        }
        for (ServiceConfig service : config.services()) {
            String log = service.log();
            if (log != null && ServiceConfig.isLogFile(log)) {
                tell(Kind.ERROR, "log \"" + log + "\"", log);
            }
            String page = service.statusFile();
            if (page != null) {
                tell(Kind.WARNING, service.name() + ": the status file \"" + page + "\" could not be written", page);
            }
        }
    }

    private void certificates(PenConfig config) {
        try {
            TlsCheck.check(config, Clock.systemUTC()).forEach(line -> findings.add(Kind.WARNING, line));
        } catch (ConfigException e) {
            String.valueOf(e.getMessage()).lines().forEach(line -> findings.add(Kind.ERROR, line));
        }
    }

    private void refused(Runnable look) {
        try {
            look.run();
        } catch (ConfigException e) {
            findings.add(Kind.ERROR, String.valueOf(e.getMessage()));
        }
    }

    private void tell(Kind kind, String what, String name) {
        String obstacle = obstacle(name);
        if (obstacle != null) {
            findings.add(kind, what + ": " + obstacle);
        }
    }

    /** Why a file could not be written, as far as can be seen without doing so; null if it could. */
    private static @Nullable String obstacle(String name) {
        try {
            Path file = Path.of(name).toAbsolutePath();
            if (Files.isDirectory(file)) {
                return "is a directory";
            }
            if (Files.exists(file)) {
                return Files.isWritable(file) ? null : "permission denied";
            }
            Path folder = Objects.requireNonNullElse(file.getParent(), file);
            if (!Files.isDirectory(folder)) {
                return "no such directory";
            }
            return Files.isWritable(folder) ? null : "permission denied";
        } catch (InvalidPathException e) {
            return "not the name of a file (" + e.getReason() + ")";
        }
    }
}
