package org.penlb.cli.cgi;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.penlb.config.Address;
import org.penlb.config.ConfigException;
import org.penlb.config.ServerArguments;
import org.penlb.system.ServiceNames;

/**
 * What the operator has set, in variables of the environment or in a file of lines {@code NAME=value}: for servers that pass
 * no variables of their own on, as Apache with suEXEC. What stands in the environment counts.
 *
 * @param control where the pen takes commands
 * @param statusFile the classical way to a status page; null if nothing is said of it
 * @param limit how long the pen may take for an answer
 */
record CgiSettings(
        @Nullable Address control,
        @Nullable StatusFile statusFile,
        Permission permission,
        CgiHosts hosts,
        Duration limit) {
    /** Is read if it is there, unless {@code PEN_CGI_CONF} names another. */
    static final Path DEFAULT_FILE = Path.of("/etc/pen/cgi.conf");

    private static final String FILE = "PEN_CGI_CONF";
    private static final String CONTROL = "PEN_CONTROL";
    private static final String PID_FILE = "PEN_PIDFILE";
    private static final String WEB_FILE = "PEN_WEBFILE";
    private static final String ALLOW = "PEN_CGI_ALLOW";
    private static final String HOSTS = "PEN_CGI_HOSTS";
    private static final String TIMEOUT = "PEN_CGI_TIMEOUT";
    private static final List<String> NAMES = List.of(CONTROL, PID_FILE, WEB_FILE, ALLOW, HOSTS, TIMEOUT);

    private static final int SECONDS = 10;
    private static final int MOST_SECONDS = 300;
    private static final int MAX_FILE = 1 << 16;

    /**
     * Reads the settings.
     *
     * @param environment what the web server has set
     * @throws ConfigException naming the variable, or the file and its line, that cannot be used
     */
    static CgiSettings of(Map<String, String> environment) {
        String named = environment.getOrDefault(FILE, "");
        Map<String, String> values = named.isEmpty() ? file(DEFAULT_FILE, false) : file(Path.of(named), true);
        for (String name : NAMES) {
            String value = environment.getOrDefault(name, "").strip();
            if (!value.isEmpty()) {
                values.put(name, value);
            }
        }
        return new CgiSettings(control(values), statusFile(values), permission(values), hosts(values), limit(values));
    }

    /**
     * The control port, which is needed.
     *
     * @throws ConfigException if nobody says where it is
     */
    Address requiredControl() {
        if (control == null) {
            throw new ConfigException(CONTROL + " is not set (expected: host:port or /path/to/socket, as pen -C)");
        }
        return control;
    }

    private static Map<String, String> file(Path file, boolean required) {
        Map<String, String> values = new HashMap<>();
        String text;
        try (var in = Files.newInputStream(file)) {
            text = new String(in.readNBytes(MAX_FILE), StandardCharsets.UTF_8);
        } catch (NoSuchFileException _) {
            if (required) {
                throw new ConfigException(FILE + ": " + file + " is not there");
            }
            return values;
        } catch (IOException e) {
            throw new ConfigException(file + " cannot be read (" + e.getClass().getSimpleName() + ")");
        }
        List<String> lines = text.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            int equals = line.indexOf('=');
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            String name = equals < 0 ? line : line.substring(0, equals).strip();
            if (equals < 0 || !NAMES.contains(name)) {
                throw new ConfigException(file + ", line " + (i + 1) + ": \"" + name
                        + "\" is not known (expected: NAME=value, of " + String.join(", ", NAMES) + ")");
            }
            values.put(name, line.substring(equals + 1).strip());
        }
        return values;
    }

    private static @Nullable Address control(Map<String, String> values) {
        String text = values.getOrDefault(CONTROL, "");
        try {
            return text.isEmpty() ? null : new ServerArguments(ServiceNames::port).destination(text);
        } catch (ConfigException e) {
            throw new ConfigException(CONTROL, e);
        }
    }

    private static @Nullable StatusFile statusFile(Map<String, String> values) {
        String pidFile = values.getOrDefault(PID_FILE, "");
        String webFile = values.getOrDefault(WEB_FILE, "");
        if (pidFile.isEmpty() != webFile.isEmpty()) {
            throw new ConfigException((pidFile.isEmpty() ? PID_FILE : WEB_FILE)
                    + " is not set (expected: both, as pen -p and pen -w, or " + CONTROL + " alone)");
        }
        return pidFile.isEmpty() ? null : new StatusFile(Path.of(pidFile), Path.of(webFile));
    }

    private static Permission permission(Map<String, String> values) {
        String word = values.getOrDefault(ALLOW, "");
        if (word.isEmpty()) {
            return Permission.AUTHENTICATED;
        }
        for (Permission permission : Permission.values()) {
            if (permission.toString().equals(word)) {
                return permission;
            }
        }
        throw new ConfigException(ALLOW + ": \"" + word + "\" is not read, authenticated or all");
    }

    private static CgiHosts hosts(Map<String, String> values) {
        Set<String> names = new HashSet<>();
        for (String name :
                values.getOrDefault(HOSTS, "").toLowerCase(Locale.ROOT).split("[\\s,]+")) {
            if (!name.isEmpty()) {
                names.add(name);
            }
        }
        return new CgiHosts(names);
    }

    private static Duration limit(Map<String, String> values) {
        String text = values.getOrDefault(TIMEOUT, String.valueOf(SECONDS));
        try {
            int seconds = Integer.parseInt(text);
            if (seconds >= 1 && seconds <= MOST_SECONDS) {
                return Duration.ofSeconds(seconds);
            }
        } catch (NumberFormatException _) {
            // said below
        }
        throw new ConfigException(TIMEOUT + ": \"" + text + "\" is not a number of seconds from 1 to " + MOST_SECONDS);
    }
}
