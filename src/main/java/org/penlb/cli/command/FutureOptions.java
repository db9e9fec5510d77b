package org.penlb.cli.command;

import org.jspecify.annotations.Nullable;
import org.penlb.config.Unsupported;
import picocli.CommandLine.Option;

/** Options of pen that are understood, and whose time has not come. Ignoring one would be worse than refusing it. */
final class FutureOptions {
    @Option(names = "-A", hidden = true, paramLabel = "DIR")
    @Nullable
    String caDirectory;

    @Option(names = "-E", hidden = true, paramLabel = "FILE")
    @Nullable
    String certificate;

    @Option(names = "-G", hidden = true, paramLabel = "FILE")
    @Nullable
    String caFile;

    @Option(names = "-K", hidden = true, paramLabel = "FILE")
    @Nullable
    String key;

    @Option(names = "-L", hidden = true, paramLabel = "PROTOCOL")
    @Nullable
    String protocol;

    @Option(names = "-R", hidden = true)
    boolean requireCertificate;

    @Option(names = "-Z", hidden = true)
    boolean sslCompatibility;

    /**
     * @throws org.penlb.config.ConfigException naming the first one that was given
     */
    void refuse() {
        refuse("-A", caDirectory != null, "TLS");
        refuse("-E", certificate != null, "TLS");
        refuse("-G", caFile != null, "TLS");
        refuse("-K", key != null, "TLS");
        refuse("-L", protocol != null, "TLS");
        refuse("-R", requireCertificate, "TLS");
        refuse("-Z", sslCompatibility, "TLS");
    }

    private static void refuse(String option, boolean given, String purpose) {
        if (given) {
            throw Unsupported.option(option, purpose);
        }
    }
}
