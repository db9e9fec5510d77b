package org.penlb.cli.daemon;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.penlb.config.KeptFiles;
import org.penlb.config.PenConfig;
import org.penlb.config.cluster.ClusterConfig;
import org.penlb.config.command.CommandFile;
import org.penlb.config.json.ConfigSource;
import org.penlb.config.tls.TlsFileNames;
import org.penlb.system.Account;

/**
 * The files that a Pen reads again while it runs.
 *
 * @param files each once
 */
record FilesReadAgain(List<Path> files) {
    private static final Logger LOG = System.getLogger(FilesReadAgain.class.getName());

    /**
     * What these are: the configuration, its secrets, the file of commands and those that it includes, the database of countries, certificates
     * and keys.
     *
     * @param source where the configuration was read; null if nowhere
     */
    static FilesReadAgain of(PenConfig config, @Nullable ConfigSource source) {
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
        return new FilesReadAgain(files.stream().distinct().toList());
    }

    private static void add(List<Path> files, @Nullable Path... some) {
        for (Path file : some) {
            if (file != null) {
                files.add(file);
            }
        }
    }

    /** Holds those open that will be out of reach, and says so once. */
    void hold(Reach reach) {
        var held = new ArrayList<Reach.Lost>();
        var lost = new ArrayList<Reach.Lost>();
        for (Reach.Lost each : reach.lost(files)) {
            (KeptFiles.keep(each.file()) ? held : lost).add(each);
        }
        tell(
                reach,
                held,
                "cannot be read again by name, and stay as they are at the start but for what is written into them");
        tell(reach, lost, "cannot be read again, and could not be held open");
    }

    private static void tell(Reach reach, List<Reach.Lost> lost, String what) {
        Account user = reach.user();
        if (!lost.isEmpty()) {
            LOG.log(
                    Level.WARNING,
                    "{0}: {1}{2}",
                    what,
                    Reach.Lost.named(lost),
                    user == null ? "" : " (expected: files that " + user.name() + " may read)");
        }
    }
}
