package org.penlb.config;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Who may give commands, and where.
 *
 * @param listen where commands come in, null for nowhere
 * @param acl number of the first service's access list that says who may give them
 * @param commandFile the file of commands that is read at the start, and again on HUP; null for none
 * @param socketMode the permission bits of a Unix socket, such as 0600
 * @param exitEnabled whether the command {@code exit} ends the program
 * @param asRoot whether commands are taken, here and on the page, even if they are given to root
 */
public record ControlConfig(
        @Nullable Address listen,
        int acl,
        @Nullable Path commandFile,
        int socketMode,
        boolean exitEnabled,
        boolean asRoot) {
    /** Who may write to the socket may command Pen, and that is its owner alone unless somebody asks otherwise. */
    public static final int PRIVATE = 0600;

    /** No control port. */
    public static final ControlConfig NONE = new ControlConfig(null, 0, null, PRIVATE, false, false);

    public ControlConfig {
        if (acl < 0 || acl >= AccessList.COUNT) {
            throw new ConfigException("control_acl: " + acl + " is not within 0 to 9");
        }
        if (socketMode < 0 || socketMode > 0777) {
            throw new ConfigException("control socket mode: " + Integer.toOctalString(socketMode) + " is not 0 to 777");
        }
    }
}
