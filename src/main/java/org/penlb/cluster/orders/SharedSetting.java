package org.penlb.cluster.orders;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.penlb.config.AccessList;
import org.penlb.config.AccessRule;
import org.penlb.config.AccessRules;
import org.penlb.config.ConfigException;
import org.penlb.config.DnsOptions;
import org.penlb.config.PenBuilder;
import org.penlb.config.command.Changes;
import org.penlb.config.command.Command;
import org.penlb.config.command.CommandParser;
import org.penlb.config.command.FlagSetting;
import org.penlb.config.command.NumberSetting;

/**
 * A setting of a service that is the same at all instances once somebody orders it: every number and flag that has a command,
 * but for those of Pen as a whole, and what else is said by commands. A value is what stands behind the word in penctl's
 * language, and is read by its parser: so an order of another instance can do what a command can do here, and nothing else.
 */
final class SharedSetting {
    /** How much one Pen logs, and who may command it, is not its services' business. */
    static final Set<NumberSetting> NUMBERS_OF_PEN = EnumSet.of(NumberSetting.DEBUG, NumberSetting.CONTROL_ACL);

    static final Set<String> FLAGS_OF_PEN = Set.of("ascii");

    private static final String ON = "on";
    private static final String OFF = "off";
    private static final String CHECK_QUERY = "check_query";
    private static final String FAST_CLOSE = "tcp_fastclose";

    private static final Map<String, SharedSetting> BY_WORD = Stream.of(numbers(), flags(), others(), accessLists())
            .flatMap(settings -> settings)
            .collect(Collectors.toMap(SharedSetting::word, setting -> setting, (one, _) -> one, LinkedHashMap::new));

    /** Carries a value out. */
    private interface Setter {
        void set(String value, CommandParser parser, PenBuilder pen);
    }

    private final String word;
    private final Function<PenBuilder, Object> state;
    private final Function<PenBuilder, String> text;
    private final Setter setter;

    /**
     * @param state what it is, to be compared
     * @param text the same as the value of an order
     */
    private SharedSetting(
            String word, Function<PenBuilder, Object> state, Function<PenBuilder, String> text, Setter setter) {
        this.word = word;
        this.state = state;
        this.text = text;
        this.setter = setter;
    }

    private SharedSetting(String word, Function<PenBuilder, String> text) {
        this(word, text::apply, text, (value, parser, pen) -> carryOut(word + " " + value, parser, pen));
    }

    private static Stream<SharedSetting> numbers() {
        return Stream.of(NumberSetting.values())
                .filter(number -> !NUMBERS_OF_PEN.contains(number))
                .map(number -> new SharedSetting(number.toString(), pen -> String.valueOf(number.get(pen))));
    }

    private static Stream<SharedSetting> flags() {
        return Stream.of(FlagSetting.values())
                .filter(flag -> !FLAGS_OF_PEN.contains(flag.toString()))
                .map(SharedSetting::flag);
    }

    private static SharedSetting flag(FlagSetting flag) {
        return new SharedSetting(flag.toString(), flag::get, pen -> flag.get(pen) ? ON : OFF, (value, parser, pen) -> {
            String line = switch (value) {
                case ON -> flag.toString();
                case OFF -> "no " + flag;
                default -> throw new ConfigException("\"" + value + "\" is not " + ON + " or " + OFF);
            };
            carryOut(line, parser, pen);
        });
    }

    private static Stream<SharedSetting> others() {
        return Stream.of(
                new SharedSetting(
                        FAST_CLOSE, pen -> pen.service().fastClose.name().toLowerCase(Locale.ROOT)),
                new SharedSetting(CHECK_QUERY, pen -> {
                    DnsOptions.Check check = pen.service().dns.check();
                    return check.name() + " " + check.type();
                }));
    }

    private static Stream<SharedSetting> accessLists() {
        return IntStream.range(0, AccessList.COUNT).mapToObj(SharedSetting::accessList);
    }

    /** A list as a whole: what a rule means depends on those before it. A rule is a line. */
    private static SharedSetting accessList(int list) {
        return new SharedSetting(
                aclWord(list),
                pen -> pen.service().accessLists().get(list),
                pen -> pen.service().accessLists().get(list).rules().stream()
                        .map(AccessRules::write)
                        .collect(Collectors.joining("\n")),
                (value, parser, pen) -> {
                    List<AccessRule> rules = new ArrayList<>();
                    value.lines().forEach(line -> rules.add(rule(list, line, parser)));
                    pen.service().accessLists().set(list, new AccessList(rules));
                });
    }

    private static String aclWord(int list) {
        return "acl " + list;
    }

    private static AccessRule rule(int list, String line, CommandParser parser) {
        if (parser.parseChange(aclWord(list) + " " + line) instanceof Command.AddRule added) {
            return added.rule();
        }
        throw new ConfigException("\"" + line + "\" is not a rule (expected: permit or deny ...)");
    }

    private static void carryOut(String line, CommandParser parser, PenBuilder pen) {
        Command.Change change = parser.parseChange(line);
        if (change != null) {
            Changes.apply(change, pen);
        }
    }

    static Iterable<SharedSetting> all() {
        return BY_WORD.values();
    }

    /**
     * @throws ConfigException if this version of Pen knows none of this word
     */
    static SharedSetting named(String word) {
        SharedSetting setting = BY_WORD.get(word);
        if (setting == null) {
            throw unknown(word);
        }
        return setting;
    }

    static ConfigException unknown(String word) {
        return new ConfigException(word + ": not known here (expected: the same version of Pen everywhere)");
    }

    /** The word of the setting that a command is about, or null if that is not shared, or is a server's. */
    static @Nullable String wordOf(Command.Change change) {
        String word = switch (change) {
            case Command.SetNumber set -> set.setting().toString();
            case Command.SetFlag set -> set.flag().toString();
            case Command.AddRule added -> aclWord(added.list());
            case Command.ClearList(int list) -> aclWord(list);
            case Command.SetFastClose _ -> FAST_CLOSE;
            case Command.SetCheckQuery _ -> CHECK_QUERY;
            case Command.ChangeServer _, Command.AddServers _ -> null;
            // what a machine has: its addresses, its files
            case Command.SetListener _, Command.SetSource _, Command.SetLog _, Command.SetStatusFile _ -> null;
            case Command.SetTls _ -> null;
            // what it balances is the same for as long as it runs
            case Command.BalanceDns _, Command.NoEffect _ -> null;
        };
        return word != null && BY_WORD.containsKey(word) ? word : null;
    }

    /** Its word in penctl's language; of an access list, with its number. */
    String word() {
        return word;
    }

    /** What it is, as the value of an order. */
    String value(PenBuilder pen) {
        return text.apply(pen);
    }

    boolean isSame(PenBuilder one, PenBuilder other) {
        return state.apply(one).equals(state.apply(other));
    }

    /**
     * Makes it so. What is so already is left alone: a file may say it more precisely than a command can.
     *
     * @throws ConfigException if it cannot be so
     */
    void apply(String value, CommandParser parser, PenBuilder pen) {
        if (!value(pen).equals(value)) {
            setter.set(value, parser, pen);
        }
    }
}
