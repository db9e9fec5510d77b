package org.penlb.cli.command;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the countries of clients are looked up. pen has its library's folder for that, and no option. */
final class GeoOptions {
    @Option(
            names = "--geoip",
            paramLabel = "FILE",
            description = "Database of countries (.mmdb), for 'acl N permit|deny country NN'.")
    @Nullable
    Path file;
}
