package org.penlb.config.command;

import java.util.Arrays;
import java.util.Locale;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import org.penlb.config.AccessList;
import org.penlb.config.Address;
import org.penlb.config.AdminState;
import org.penlb.config.ServerArguments;
import org.penlb.config.Words;

/** What can follow {@code server N}: the constant's name in lower case, and how what follows it is read. */
enum ServerWord {
    ACL(0, AccessList.COUNT - 1, ServerSetting.Acl::new),
    ADDRESS((words, arguments, listener) -> {
        String address = words.next("an address");
        arguments.address(address, listener); // for its errors
        return new ServerSetting.At(address);
    }),
    PORT(0, 65_535, ServerSetting.Port::new),
    MAX(0, Integer.MAX_VALUE, ServerSetting.Max::new),
    HARD(0, Integer.MAX_VALUE, ServerSetting.Hard::new),
    BLACKLIST(0, Integer.MAX_VALUE, ServerSetting.Blacklist::new),
    WEIGHT(0, Integer.MAX_VALUE, ServerSetting.Weight::new),
    PRIO(Integer.MIN_VALUE, Integer.MAX_VALUE, ServerSetting.Prio::new),
    DRAIN((_, _, _) -> new ServerSetting.State(AdminState.DRAINING)),
    UP((_, _, _) -> new ServerSetting.State(AdminState.UP)),
    REMOVE((_, _, _) -> new ServerSetting.State(AdminState.REMOVED));

    /** All of them, for error messages. */
    static final String ALL = Arrays.stream(values()).map(ServerWord::toString).collect(Collectors.joining(", "));

    /** Reads what follows the word. */
    private interface Reader {
        ServerSetting read(Words words, ServerArguments arguments, Address listener);
    }

    private final Reader reader;

    ServerWord(Reader reader) {
        this.reader = reader;
    }

    ServerWord(int least, int most, IntFunction<ServerSetting> make) {
        this.reader = (words, _, _) -> make.apply(words.number(name().toLowerCase(Locale.ROOT), least, most));
    }

    ServerSetting read(Words words, ServerArguments arguments, Address listener) {
        return reader.read(words, arguments, listener);
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
