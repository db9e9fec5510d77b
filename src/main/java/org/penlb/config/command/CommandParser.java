package org.penlb.config.command;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.penlb.config.AccessList;
import org.penlb.config.AccessRules;
import org.penlb.config.Address;
import org.penlb.config.ConfigException;
import org.penlb.config.FastClose;
import org.penlb.config.IpAddress;
import org.penlb.config.ServerArguments;
import org.penlb.config.ServerConfig;
import org.penlb.config.Unsupported;
import org.penlb.config.Words;

/** Reads penctl's language: a line of text becomes a {@link Command}. */
public final class CommandParser {
    /** How far back {@code recent} looks unless it is told. */
    private static final int RECENT_SECONDS = 300;

    private static final int ANY = Integer.MAX_VALUE;

    private final ServerArguments arguments;
    private final Address listener;
    private final boolean countries;

    /**
     * @param arguments reads the addresses that commands name
     * @param listener gives new servers without a port theirs
     * @param countries whether there is a database that tells countries
     */
    public CommandParser(ServerArguments arguments, Address listener, boolean countries) {
        this.countries = countries;
        this.arguments = arguments;
        this.listener = listener;
    }

    /**
     * Reads one line.
     *
     * @param line the command's words; a {@code #} starts a comment
     * @return the command, or null if the line has none
     * @throws ConfigException saying what is wrong with it
     */
    public @Nullable Command parse(String line) {
        int comment = line.indexOf('#');
        String text = (comment < 0 ? line : line.substring(0, comment)).strip();
        if (text.isEmpty()) {
            return null;
        }
        var words = new Words(text);
        Command command = command(words.next("a command"), words);
        words.end();
        return command;
    }

    /**
     * Reads one line that may stand in a file or an {@code -O} option.
     *
     * @throws ConfigException also if it is a command that only a running Pen can carry out
     */
    public Command.@Nullable Change parseChange(String line) {
        return switch (parse(line)) {
            case null -> null;
            case Command.Change change -> change;
            case Command.Unknown(String word) -> throw Unsupported.command(word, line);
            default ->
                throw new ConfigException("\"" + line.strip() + "\" does not configure anything (expected: a command"
                        + " that does; this one is for the control port)");
        };
    }

    private Command command(String word, Words words) {
        Command common = settingOrTopic(word, words);
        if (common != null) {
            return common;
        }
        return switch (word) {
            case "no" -> no(words);
            case "dns" -> new Command.BalanceDns();
            case "acl" -> acl(words);
            case "server" -> server(words);
            case "recent" -> new Command.Recent(words.hasNext() ? words.number("seconds", 0, ANY) : RECENT_SECONDS);
            case "connection" -> new Command.ShowConnection(numberOr0(words, "connection"));
            case "socket" -> new Command.ShowSocket(numberOr0(words, "socket"));
            case "close" -> new Command.CloseConnection(numberOr0(words, "connection"));
            case "explain" -> new Command.Explain(IpAddress.parse(words.next("a client's address")));
            case "include" -> new Command.Include(file(words.next("a file")));
            case "plan" -> new Command.Plan(file(words.rest("a file")));
            case "write" -> new Command.Write(words.hasNext() ? file(words.next("a file")) : null);
            case "exit" -> new Command.Exit();
            // How events are waited for is the platform's choice here, and no core is dumped: accepted for pen's users.
            case "epoll", "kqueue", "poll", "select", "abort_on_error", "block", "delayed_forward" ->
                new Command.NoEffect(word);
            case "ssl_client_renegotiation_interval" -> neverRenegotiated(word, words);
            default -> {
                if (Unsupported.isKnown(word)) {
                    throw Unsupported.command(word, words.line());
                }
                words.skip();
                yield new Command.Unknown(word);
            }
        };
    }

    /** The commands that are a setting's or a topic's name, with or without a value; null if it is none of them. */
    private @Nullable Command settingOrTopic(String word, Words words) {
        NumberSetting number = named(NumberSetting.values(), word);
        if (number != null) {
            return words.hasNext()
                    ? new Command.SetNumber(number, words.number(word, number.least(), number.most()))
                    : new Command.ShowNumber(number);
        }
        FlagSetting flag = named(FlagSetting.values(), word);
        if (flag != null) {
            return new Command.SetFlag(flag, true);
        }
        TlsSetting tls = named(TlsSetting.values(), word);
        if (tls != null) {
            return tls.read(words);
        }
        Topic topic = named(Topic.values(), word);
        return topic == null ? null : words.hasNext() ? change(topic, words) : new Command.Show(topic);
    }

    /** What is asked for with one word, and set with two. */
    private Command change(Topic topic, Words words) {
        return switch (topic) {
            case CERTIFICATES -> {
                String asked = words.next("reload");
                if (!asked.equals("reload")) {
                    throw new ConfigException("certificates: \"" + asked + "\" (expected: reload, or nothing)");
                }
                yield new Command.ReadCertificates();
            }
            case CHECK_QUERY ->
                new Command.SetCheckQuery(words.next("a domain name"), words.next("a record type, such as NS"));
            case LISTEN -> {
                String address = words.next("an address");
                arguments.listener(address);
                yield new Command.SetListener(address);
            }
            case LOG -> new Command.SetLog(file(words.next("a file")));
            case WEB_STATS -> new Command.SetStatusFile(file(words.next("a file")));
            case SOURCE -> new Command.SetSource(IpAddress.parse(words.next("an address")));
            case TCP_FASTCLOSE -> new Command.SetFastClose(fastClose(words.next("up, down, both or off")));
            default -> new Command.Show(topic); // and what follows is one word too many
        };
    }

    private static <E> @Nullable E named(E[] values, String word) {
        for (E value : values) {
            if (value.toString().equals(word)) {
                return value;
            }
        }
        return null;
    }

    private static Command no(Words words) {
        String what = words.next("what to turn off");
        FlagSetting flag = named(FlagSetting.values(), what);
        if (flag != null) {
            return new Command.SetFlag(flag, false);
        }
        TlsSetting tls = named(TlsSetting.values(), what);
        if (tls != null) {
            return new Command.SetTls(tls, null);
        }
        return switch (what) {
            case "acl" -> new Command.ClearList(aclNumber(words));
            case "log" -> new Command.SetLog(null);
            case "source" -> new Command.SetSource(null);
            case "web_stats" -> new Command.SetStatusFile(null);
            // what is not there yet is off
            case "abort_on_error", "block", "delayed_forward" -> new Command.NoEffect(what);
            default -> throw Unsupported.command(what, words.line());
        };
    }

    /** Renegotiation, which attacks have used, is always refused: there is nothing to wait between. */
    private static Command neverRenegotiated(String word, Words words) {
        var _ = words.number(word, 0, ANY);
        return new Command.NoEffect(word);
    }

    private Command acl(Words words) {
        int list = aclNumber(words);
        if (!words.takeLast("cut")) {
            return new Command.AddRule(list, AccessRules.read(words, countries));
        }
        return new Command.CutDenied(list, words.hasNext() ? AccessRules.read(words, countries) : null);
    }

    private static int aclNumber(Words words) {
        return words.number("access list", 0, AccessList.COUNT - 1);
    }

    /** A name that the system can have: without NUL, and in the characters of its locale. */
    private static String file(String name) {
        try {
            var _ = Path.of(name);
            return name;
        } catch (InvalidPathException e) {
            throw new ConfigException("\"" + name + "\" is not the name of a file (" + e.getReason() + ")");
        }
    }

    private static int numberOr0(Words words, String name) {
        return words.hasNext() ? words.number(name, 0, ANY) : 0;
    }

    private static FastClose fastClose(String word) {
        for (FastClose value : FastClose.values()) {
            if (value.name().toLowerCase(Locale.ROOT).equals(word)) {
                return value;
            }
        }
        throw new ConfigException("\"" + word + "\" is not up, down, both or off");
    }

    private Command server(Words words) {
        String which = words.next("a server's number, or add");
        if (which.equals("add")) {
            var added = new ArrayList<ServerConfig>();
            do {
                added.add(arguments.server(words.next("host:port"), listener));
            } while (words.hasNext());
            return new Command.AddServers(added);
        }
        int index = Words.number("server", which, 0, ServerConfig.MOST - 1);
        var settings = new ArrayList<ServerSetting>();
        do {
            settings.add(setting(words.next(ServerWord.ALL), words));
        } while (words.hasNext());
        return new Command.ChangeServer(index, settings);
    }

    private ServerSetting setting(String name, Words words) {
        ServerWord word = named(ServerWord.values(), name);
        if (word == null) {
            throw new ConfigException("\"" + name + "\" is not " + ServerWord.ALL);
        }
        return word.read(words, arguments, listener);
    }
}
