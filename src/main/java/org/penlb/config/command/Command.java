package org.penlb.config.command;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.penlb.config.AccessRule;
import org.penlb.config.FastClose;
import org.penlb.config.IpAddress;
import org.penlb.config.ServerConfig;

/** Something that an operator asks of Pen, in one line of penctl's language. {@link CommandParser} reads it. */
public sealed interface Command {
    /** Changes the configuration, and may stand in a file. {@link Changes} says how. */
    sealed interface Change extends Command {}

    /** Asks about a running Pen, and changes nothing. */
    sealed interface Inquiry extends Command {}

    /** Has a running Pen do something once. */
    sealed interface Action extends Command {}

    /** {@code blacklist 30}, {@code timeout 5} and the like. */
    record SetNumber(NumberSetting setting, int value) implements Change {}

    /** {@code roundrobin}, {@code no roundrobin} and the like. */
    record SetFlag(FlagSetting flag, boolean on) implements Change {}

    /** {@code acl N permit|deny ...}. */
    record AddRule(int list, AccessRule rule) implements Change {}

    /** {@code no acl N}. */
    record ClearList(int list) implements Change {}

    /** {@code server N setting value ...}, the settings in the order in which they were written. */
    record ChangeServer(int index, List<ServerSetting> settings) implements Change {
        public ChangeServer {
            settings = List.copyOf(settings);
        }
    }

    /** {@code server add host:port ...}. */
    record AddServers(List<ServerConfig> servers) implements Change {
        public AddServers {
            servers = List.copyOf(servers);
        }
    }

    /** {@code tcp_fastclose up|down|both|off}. */
    record SetFastClose(FastClose fastClose) implements Change {}

    /** {@code source IP}, or null for {@code no source}. */
    record SetSource(@Nullable IpAddress source) implements Change {}

    /** {@code dns}. */
    record BalanceDns() implements Change {}

    /** {@code check_query NAME TYPE}. */
    record SetCheckQuery(String name, String type) implements Change {}

    /** {@code listen ADDRESS}. */
    record SetListener(String address) implements Change {}

    /** {@code log DESTINATION}, or null for {@code no log}. */
    record SetLog(@Nullable String destination) implements Change {}

    /** {@code web_stats FILE}, or null for {@code no web_stats}. */
    record SetStatusFile(@Nullable String file) implements Change {}

    /** {@code ssl_ciphers CIPHERS} and the like; null for {@code no ssl_ciphers}. */
    record SetTls(TlsSetting setting, @Nullable String value) implements Change {}

    /** Understood, and without an effect here. */
    record NoEffect(String name) implements Change {}

    /** {@code blacklist}, {@code timeout} and the like, without a value. */
    record ShowNumber(NumberSetting setting) implements Inquiry {}

    /** An inquiry that is one word. */
    record Show(Topic topic) implements Inquiry {}

    /** {@code recent [SECONDS]}. */
    record Recent(int seconds) implements Inquiry {}

    /** {@code connection N}. */
    record ShowConnection(int number) implements Inquiry {}

    /** {@code socket N}. */
    record ShowSocket(int descriptor) implements Inquiry {}

    /** {@code explain IP}. */
    record Explain(IpAddress client) implements Inquiry {}

    /** {@code plan FILE}: what reading this configuration would change. */
    record Plan(String file) implements Inquiry {}

    /** Words that are no command of Pen's; pen ignores them and says so. */
    record Unknown(String word) implements Inquiry {}

    /** {@code certificates reload}. */
    record ReadCertificates() implements Action {}

    /** {@code close N}. */
    record CloseConnection(int number) implements Action {}

    /**
     * {@code acl N cut}, or {@code acl N permit|deny ... cut}: ends the connections that the access lists keep out.
     *
     * @param rule is added to the list first, if there is one
     */
    record CutDenied(int list, @Nullable AccessRule rule) implements Action {}

    /** {@code include FILE}. */
    record Include(String file) implements Action {}

    /** {@code write FILE}, or null for the file that Pen was started with. */
    record Write(@Nullable String file) implements Action {}

    /** {@code exit}. */
    record Exit() implements Action {}
}
