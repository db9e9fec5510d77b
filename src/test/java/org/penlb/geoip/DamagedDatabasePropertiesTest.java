package org.penlb.geoip;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterProperty;
import net.jqwik.api.lifecycle.BeforeProperty;
import org.penlb.config.ConfigException;
import org.penlb.config.IpAddress;
import org.penlb.testing.MmdbWriter;

/** Whatever happened to a file, a client comes in or does not; nothing is thrown at the event loop. */
class DamagedDatabasePropertiesTest {
    private static final byte[] SOUND = MmdbWriter.countries()
            .country("127.0.0.2/31", "SE")
            .country("127.0.0.4/32", "DE")
            .country("2001:db8::/32", "FR")
            .bytes();

    private static final List<IpAddress> CLIENTS = List.of(
            IpAddress.parse("127.0.0.2"),
            IpAddress.parse("127.0.0.4"),
            IpAddress.parse("2001:db8::1"),
            IpAddress.parse("8000::1"));

    /** Held, since the log manager would forget it. */
    private static final Logger LOG = Logger.getLogger(GeoDatabase.class.getName());

    private Path file = Path.of("");

    @BeforeProperty
    void create() throws IOException {
        LOG.setLevel(Level.OFF); // it has much to complain about
        file = Files.createTempFile("damaged", ".mmdb");
    }

    @AfterProperty
    void delete() throws IOException {
        LOG.setLevel(null);
        Files.delete(file);
    }

    @Property(tries = 500)
    void a_damaged_database_is_refused_or_answers(
            @ForAll @Size(min = 1, max = 4) List<@IntRange(max = 1 << 20) Integer> places, @ForAll byte value)
            throws IOException {
        byte[] damaged = SOUND.clone();
        places.forEach(place -> damaged[place % damaged.length] = value);
        Files.write(file, damaged);
        GeoDatabase database;
        try {
            database = GeoDatabase.open(file);
        } catch (ConfigException e) {
            assertThat(e).hasMessageStartingWith("GeoIP database \"" + file + "\": it ");
            return;
        }
        for (IpAddress client : CLIENTS) {
            var _ = database.country(client);
        }
    }
}
