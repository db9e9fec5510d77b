package org.penlb.cli.cgi;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.penlb.config.Address;
import org.penlb.config.ConfigException;
import org.penlb.config.ServerArguments;
import org.penlb.config.command.Command;
import org.penlb.config.command.CommandParser;
import org.penlb.config.command.Topic;
import org.penlb.system.ServiceNames;

/** What a command does to a pen, ours or Debian's. What is not known to only ask is taken to change something. */
enum CommandKind {
    /** Asks, and changes nothing. */
    READS,
    CHANGES,
    /** Ends the pen, if it may. */
    ENDS,
    /** Asks how commands are written. It is never sent: it has crashed pen 0.34.1. */
    HELP;

    private static final Pattern SERVICE = Pattern.compile("service\\s+\\S+\\s+(.*)");
    private static final Pattern FIRST_WORD = Pattern.compile("([a-z_]*).*");
    private static final Address ANY = new Address.Inet("127.0.0.1", 1);
    private static final CommandParser PARSER = new CommandParser(new ServerArguments(ServiceNames::port), ANY, true);

    /** What a line is. */
    static CommandKind of(String line) {
        String command = line.strip();
        Matcher forService = SERVICE.matcher(command);
        if (forService.matches()) {
            return of(forService.group(1));
        }
        Matcher first = FIRST_WORD.matcher(command);
        if (first.matches() && first.group(1).equals("help")) {
            return HELP;
        }
        if (first.matches() && first.group(1).equals("exit")) {
            return ENDS;
        }
        try {
            Command read = PARSER.parse(command);
            return read == null || (read instanceof Command.Inquiry inquiry && isHarmless(inquiry)) ? READS : CHANGES;
        } catch (ConfigException _) {
            return CHANGES;
        }
    }

    private static boolean isHarmless(Command.Inquiry inquiry) {
        // Who knows what it does; a file is opened by its name; this crashes pen 0.34.1.
        return !(inquiry instanceof Command.Unknown)
                && !(inquiry instanceof Command.Plan)
                && !(inquiry instanceof Command.Show(Topic topic) && topic == Topic.SOURCE);
    }
}
