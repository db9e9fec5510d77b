package org.penlb.cli.daemon;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.penlb.system.Syslog;

/**
 * The place that a daemon takes in the machine.
 *
 * @param program what it is called, in messages and in syslog
 * @param jail its root directory; null for the machine's own
 * @param pidFile where its process id is written; null for nowhere
 * @param user whom it becomes; null to stay who it is
 * @param facility of its messages in syslog
 */
public record ProcessPlace(
        String program,
        @Nullable Path jail,
        @Nullable Path pidFile,
        @Nullable String user,
        Syslog.Facility facility) {}
