package org.penlb.cli.command;

import org.penlb.config.Address;
import org.penlb.config.ConfigException;
import org.penlb.config.ServerArguments;

/** Reads where commands come in. Whoever reaches that place can command Pen, so a bare port is one of loopback. */
public final class ControlAddress {
    private ControlAddress() {}

    /**
     * Reads an address, or a port of this machine.
     *
     * @param option names it in messages
     * @throws ConfigException if it is neither
     */
    public static Address read(String option, String text, ServerArguments arguments) {
        try {
            boolean bare = !text.startsWith("/") && text.indexOf(':') < 0;
            return arguments.listener(bare ? "127.0.0.1:" + text : text);
        } catch (ConfigException e) {
            throw new ConfigException(option, e);
        }
    }
}
