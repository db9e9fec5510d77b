package org.penlb.geoip;

import com.maxmind.db.DeserializationException;
import com.maxmind.db.InvalidDatabaseException;
import com.maxmind.db.InvalidNetworkException;
import com.maxmind.db.Networks;
import com.maxmind.db.Reader;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.penlb.config.ConfigException;
import org.penlb.config.CountryLookup;
import org.penlb.config.IpAddress;
import org.penlb.config.KeptFiles;

/**
 * The countries of clients, from a file in MaxMind's format ({@code .mmdb}, version 2): GeoLite2 Country and City, DB-IP
 * Country Lite and whatever else has a {@code country.iso_code}. Safe for use by several threads.
 *
 * <p>The file is mapped into memory and its descriptor closed: look-ups go on working when the file is removed, or out of
 * reach after a change of the root directory. A new version must be renamed to the file's name, as MaxMind's own updater
 * does it, and not be written over the old one, which is in use.
 */
public final class GeoDatabase implements CountryLookup {
    private static final Logger LOG = System.getLogger(GeoDatabase.class.getName());

    /** A database of countries has one in the first networks; looking at all of another kind would take seconds. */
    private static final int NETWORKS_TO_TRY = 10_000;

    private final Path file;
    private volatile Reader reader;
    private final AtomicInteger edition = new AtomicInteger();
    /** Whether somebody was told that the database is damaged: once is enough until the next one. */
    private final AtomicBoolean told = new AtomicBoolean();

    private GeoDatabase(Path file) {
        this.file = file;
        this.reader = read(file);
    }

    /**
     * Opens a database. Reads the disk.
     *
     * @throws ConfigException naming the file and why it cannot be used
     */
    public static GeoDatabase open(Path file) {
        return new GeoDatabase(file);
    }

    /**
     * Opens the file anew, by the same name; the new database is used from now on. One that this process may read no more
     * since it gave up root stays. Reads the disk.
     *
     * @throws ConfigException naming the file and why it cannot be used; the old database stays in use then
     */
    public void reload() {
        if (KeptFiles.isOutOfReach(file)) {
            return; // as was told at the start
        }
        reader = read(file); // the old one is not closed: others may be in it, and it unmaps itself when they are gone
        told.set(false);
        edition.incrementAndGet();
    }

    private static Reader read(Path file) {
        if (!Files.isRegularFile(file)) {
            throw unusable(file, Files.exists(file) ? "it is not a file" : "there is no such file");
        }
        if (!Files.isReadable(file)) {
            throw unusable(file, "it may not be read");
        }
        Reader reader;
        boolean useful;
        try {
            reader = new Reader(file.toFile());
            useful = knowsCountries(reader);
        } catch (InvalidDatabaseException
                | InvalidNetworkException
                | CharacterCodingException
                | RuntimeException
                | InternalError // as below
                | StackOverflowError _) {
            throw unusable(file, "it is not a MaxMind database, or is damaged");
        } catch (IOException e) {
            throw unusable(file, String.valueOf(e.getMessage()));
        }
        if (!useful) {
            throw unusable(file, "it knows no countries (expected: country.iso_code, as in GeoLite2 Country)");
        }
        return reader;
    }

    /** Tells a database of countries from one of providers, of domains... */
    private static boolean knowsCountries(Reader reader) throws IOException, InvalidNetworkException {
        try {
            Networks<Entry.Place> networks = reader.networks(Entry.Place.class);
            for (int i = 0; i < NETWORKS_TO_TRY && networks.hasNext(); i++) {
                if (networks.next().data().code() != null) {
                    return true;
                }
            }
        } catch (DeserializationException _) {
            // its country is something else, such as a plain string
        }
        return false;
    }

    private static ConfigException unusable(Path file, String why) {
        return ConfigException.passing("GeoIP database \"" + file + "\": " + why);
    }

    @Override
    public int edition() {
        return edition.get();
    }

    /** A client whose country cannot be found out because the database is damaged has none. */
    @Override
    public @Nullable String country(IpAddress client) {
        Reader current = reader;
        // The reader would look up an IPv6 address by its first 32 bits if the database is one of IPv4 addresses.
        boolean tooLong = !client.isV4() && current.getMetadata().ipVersion() == 4;
        if (tooLong || client.equals(IpAddress.UNIX)) {
            return null;
        }
        try {
            Entry.Place place = current.get(client.toInetAddress(), Entry.Place.class);
            return place == null ? null : place.code();
        } catch (IOException | RuntimeException | InternalError | StackOverflowError e) {
            // InternalError: the file was cut short under the mapping. StackOverflowError: it points in circles.
            if (!told.getAndSet(true)) {
                LOG.log(Level.ERROR, "GeoIP database \"{0}\" is damaged: {1}", file, e);
            }
            return null;
        }
    }
}
