package org.penlb.cli.penctl;

import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.penlb.config.Address;
import org.penlb.config.ConfigException;
import org.penlb.config.ServerArguments;
import org.penlb.system.ServiceNames;

/**
 * What a command line of penctl asks for. It is read here and not by picocli, which takes longer to load than the rest of
 * penctl to run.
 *
 * @param address the control port
 * @param connect how long to wait for a connection
 * @param reply how long to wait for the end of the reply
 * @param words the command; empty if it is not on the command line
 */
record Request(Address address, Duration connect, Duration reply, List<String> words) {
    static final String SYNOPSIS =
            "penctl [--timeout SEC] [--connect-timeout SEC] host:port|/path/to/socket [command...]";

    private static final int MAX_SECONDS = 86_400;
    private static final Pattern LIMIT = Pattern.compile("(--timeout|--connect-timeout)(?:=(.*))?");

    /**
     * Reads the arguments: options, an address, and everything behind it is the command.
     *
     * @throws ConfigException if they cannot be used
     */
    static Request of(List<String> arguments) {
        Duration connect = ControlPort.CONNECT;
        Duration reply = ControlPort.REPLY;
        int at = 0;
        for (; at < arguments.size() && arguments.get(at).startsWith("-"); at++) {
            Matcher option = LIMIT.matcher(arguments.get(at));
            if (!option.matches()) {
                throw new ConfigException(arguments.get(at) + ": no such option");
            }
            String value = option.group(2);
            if (value == null) {
                at++;
                value = at < arguments.size() ? arguments.get(at) : "";
            }
            Duration limit = seconds(option.group(1), value);
            if (option.group(1).equals("--timeout")) {
                reply = limit;
            } else {
                connect = limit;
            }
        }
        if (at >= arguments.size()) {
            throw new ConfigException("the address is missing (expected: host:port or /path/to/socket)");
        }
        Address address = new ServerArguments(ServiceNames::port).destination(arguments.get(at));
        return new Request(address, connect, reply, List.copyOf(arguments.subList(at + 1, arguments.size())));
    }

    private static Duration seconds(String option, String value) {
        try {
            int seconds = Integer.parseInt(value);
            if (seconds >= 1 && seconds <= MAX_SECONDS) {
                return Duration.ofSeconds(seconds);
            }
        } catch (NumberFormatException _) {
            // said below
        }
        throw new ConfigException(option + ": \"" + value + "\" is not a number of seconds from 1 to " + MAX_SECONDS);
    }

    ControlPort port() {
        return new ControlPort(address, connect, reply);
    }
}
