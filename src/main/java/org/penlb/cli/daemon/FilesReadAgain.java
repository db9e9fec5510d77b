package org.penlb.cli.daemon;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.penlb.config.PenConfig;
import org.penlb.config.cluster.ClusterConfig;
import org.penlb.config.command.CommandFile;
import org.penlb.config.json.ConfigSource;
import org.penlb.config.tls.TlsFileNames;

/** The files that a Pen reads again while it runs. */
final class FilesReadAgain {
    private FilesReadAgain() {}

    /**
     * Their names, each once: the configuration, its secrets, the file of commands and those that it includes, the database of countries, certificates
     * and keys.
     *
     * @param source where the configuration was read; null if nowhere
     */
    static List<Path> of(PenConfig config, @Nullable ConfigSource source) {
        List<Path> files = new ArrayList<>();
        if (source != null) {
            add(files, source.file());
            files.addAll(source.secretFiles());
        }
        Path commands = config.control().commandFile();
        if (commands != null) {
            files.addAll(CommandFile.names(commands));
        }
        add(files, config.geoip());
        files.addAll(TlsFileNames.of(config));
        ClusterConfig cluster = config.cluster();
        ClusterConfig.Keys keys = cluster == null ? null : cluster.keys();
        if (keys != null) {
            add(files, keys.certificate(), keys.key(), keys.authority());
        }
        return files.stream().distinct().toList();
    }

    private static void add(List<Path> files, @Nullable Path... some) {
        for (Path file : some) {
            if (file != null) {
                files.add(file);
            }
        }
    }
}
