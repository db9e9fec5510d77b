package org.penlb.geoip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.penlb.config.ConfigException;
import org.penlb.config.IpAddress;
import org.penlb.testing.MmdbWriter;

class GeoDatabaseTest {
    /** Held, since the log manager would forget it. */
    private static final Logger LOG = Logger.getLogger(GeoDatabase.class.getName());

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("countries.mmdb");
    }

    private static MmdbWriter world() {
        return MmdbWriter.countries()
                .country("127.0.0.2/31", "SE")
                .country("127.0.0.4/32", "DE")
                .country("2001:db8::/32", "FR");
    }

    private static String country(GeoDatabase database, String client) {
        return String.valueOf(database.country(IpAddress.parse(client)));
    }

    private void unusable(Path path, String why) {
        assertThatThrownBy(() -> GeoDatabase.open(path))
                .isInstanceOf(ConfigException.class)
                .hasMessage("GeoIP database \"" + path + "\": " + why);
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, null",
        "127.0.0.2, SE",
        "127.0.0.3, SE",
        "127.0.0.4, DE",
        "127.0.0.5, null",
        "::ffff:127.0.0.4, DE", // the same client over a dual-stack listener
        "2001:db8::, FR",
        "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff, FR",
        "2001:db7:ffff::, null",
        "2001:db9::, null",
        "::1, null",
        "255.255.255.255, null"
    })
    void tells_the_country_of_an_address(String client, String country) {
        assertThat(country(GeoDatabase.open(world().write(file)), client)).isEqualTo(country);
    }

    @Test
    void a_client_of_a_unix_socket_has_no_country() {
        var everywhere = MmdbWriter.countries().country("::/1", "SE").country("8000::/1", "SE");
        GeoDatabase database = GeoDatabase.open(everywhere.write(file));
        assertThat(country(database, "::1")).isEqualTo("SE");
        assertThat(database.country(IpAddress.UNIX)).isNull();
    }

    @Test
    void an_ipv4_database_knows_nothing_of_ipv6_clients() {
        GeoDatabase database = GeoDatabase.open(MmdbWriter.ipv4Countries()
                .country("32.0.0.0/3", "SE") // begins with the same bits as 2001:db8::1
                .write(file));
        assertThat(country(database, "32.1.13.184")).isEqualTo("SE");
        assertThat(country(database, "2001:db8::1")).isEqualTo("null");
    }

    @Test
    void the_country_of_registration_counts_where_that_of_use_is_unknown() {
        Map<String, ?> sweden = Map.of("iso_code", "SE");
        Map<String, ?> norway = Map.of("iso_code", "NO");
        Map<String, ?> nameless = Map.of("names", Map.of("en", "Somewhere"), "geoname_id", 7);
        Map<String, ?> europe = Map.of("continent", Map.of("code", "EU"), "tags", List.of("a", "b"));
        GeoDatabase database = GeoDatabase.open(MmdbWriter.countries()
                .entry("10.0.0.0/32", Map.of("country", sweden, "registered_country", norway))
                .entry("10.0.0.1/32", Map.of("registered_country", norway))
                .entry("10.0.0.2/32", Map.of("country", nameless, "registered_country", norway))
                .entry("10.0.0.3/32", Map.of("country", nameless))
                .entry("10.0.0.4/32", europe)
                .write(file));
        assertThat(country(database, "10.0.0.0")).isEqualTo("SE");
        assertThat(country(database, "10.0.0.1")).isEqualTo("NO");
        assertThat(country(database, "10.0.0.2")).isEqualTo("NO");
        assertThat(country(database, "10.0.0.3")).isEqualTo("null");
        assertThat(country(database, "10.0.0.4")).isEqualTo("null");
    }

    /** As after a change of the root directory. */
    @Test
    void the_file_is_not_needed_any_more_once_it_is_open() throws IOException {
        GeoDatabase database = GeoDatabase.open(world().write(file));
        Files.delete(file);
        assertThat(country(database, "127.0.0.2")).isEqualTo("SE");
        assertThat(country(database, "2001:db8::1")).isEqualTo("FR");
    }

    @Test
    void a_new_database_takes_the_place_of_the_old_one() {
        GeoDatabase database = GeoDatabase.open(world().write(file));
        MmdbWriter.countries().country("127.0.0.2/32", "NO").write(file);
        assertThat(country(database, "127.0.0.2")).as("before").isEqualTo("SE");
        database.reload();
        assertThat(country(database, "127.0.0.2")).isEqualTo("NO");
        assertThat(country(database, "127.0.0.4")).isEqualTo("null");
    }

    @Test
    void a_bad_new_database_leaves_the_old_one_in_use() throws IOException {
        GeoDatabase database = GeoDatabase.open(world().write(file));
        Files.move(Files.writeString(folder.resolve("bad"), "garbage"), folder.resolve("bad.mmdb"));
        Files.delete(file);
        Files.move(folder.resolve("bad.mmdb"), file);
        assertThatThrownBy(database::reload)
                .isInstanceOf(ConfigException.class)
                .hasMessage("GeoIP database \"" + file + "\": it is not a MaxMind database, or is damaged");
        assertThat(country(database, "127.0.0.2")).isEqualTo("SE");
        Files.delete(file);
        assertThatThrownBy(database::reload)
                .isInstanceOf(ConfigException.class)
                .hasMessage("GeoIP database \"" + file + "\": there is no such file");
        assertThat(country(database, "127.0.0.4")).isEqualTo("DE");
    }

    @Test
    void says_why_a_file_cannot_be_used() throws IOException {
        unusable(file, "there is no such file");
        unusable(folder, "it is not a file");
        unusable(Files.createFile(folder.resolve("empty")), "it is not a MaxMind database, or is damaged");
        byte[] half = world().bytes();
        Path cut = Files.write(folder.resolve("cut"), Arrays.copyOf(half, half.length / 2));
        unusable(cut, "it is not a MaxMind database, or is damaged");
    }

    @Test
    void a_file_that_may_not_be_read_is_said_to_be_so() throws IOException {
        world().write(file);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
        if (Files.isReadable(file)) { // root may read everything
            assertThat(country(GeoDatabase.open(file), "127.0.0.2")).isEqualTo("SE");
        } else {
            unusable(file, "it may not be read");
        }
    }

    /** As by an updater that writes over the file in use. Told once, not for every client. */
    @Test
    void a_database_that_breaks_in_use_knows_nobody_and_says_so_once() throws IOException {
        List<String> told = new ArrayList<>();
        Handler listener = listener(told);
        LOG.addHandler(listener);
        LOG.setUseParentHandlers(false);
        try {
            GeoDatabase database = GeoDatabase.open(world().write(file));
            Files.write(file, new byte[0]); // the mapping has no memory behind it from now on
            assertThat(country(database, "127.0.0.2")).isEqualTo("null");
            assertThat(country(database, "2001:db8::1")).isEqualTo("null");
            assertThat(told).hasSize(1).first().asString().startsWith("GeoIP database \"" + file + "\" is damaged: ");
            world().write(file);
            database.reload();
            assertThat(country(database, "127.0.0.2")).isEqualTo("SE");
            Files.write(file, new byte[0]);
            assertThat(country(database, "127.0.0.2")).isEqualTo("null");
            assertThat(told).as("another one, told once again").hasSize(2);
        } finally {
            LOG.removeHandler(listener);
            LOG.setUseParentHandlers(true);
        }
    }

    private static Handler listener(List<String> told) {
        return new Handler() {
            @Override
            public void publish(LogRecord entry) {
                told.add(new SimpleFormatter().formatMessage(entry));
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
    }

    @Test
    void a_database_of_something_else_is_refused() {
        String noCountries = "it knows no countries (expected: country.iso_code, as in GeoLite2 Country)";
        unusable(
                MmdbWriter.countries()
                        .entry("10.0.0.0/8", Map.of("autonomous_system_number", 7))
                        .write(file),
                noCountries);
        unusable(MmdbWriter.countries().write(file), noCountries);
        // Some databases have the code where MaxMind's have a map.
        unusable(
                MmdbWriter.countries()
                        .entry("10.0.0.0/8", Map.of("country", "SE"))
                        .write(file),
                noCountries);
    }
}
