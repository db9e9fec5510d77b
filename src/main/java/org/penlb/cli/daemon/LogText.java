package org.penlb.cli.daemon;

import java.util.regex.Pattern;
import org.penlb.cli.penctl.HarmlessOutput;

/**
 * Text as a log may have it. Whatever a client, a server or a library's message brings into it: a terminal that shows the log
 * does not obey it, no line of it looks like another entry, and no secret of a request is in it.
 */
final class LogText {
    private static final Pattern CREDENTIALS =
            Pattern.compile("\\b((?i:bearer)(?= +[!-~])|Basic(?= +[A-Za-z0-9+/]{8})) +[!-~]+");
    private static final Pattern FIELDS =
            Pattern.compile("(?i)((?:proxy-)?authorization|(?:set-)?cookie|x-api-key)([\"']?\\s*[:=]\\s*)[^\\r\\n]+");
    /** Netty shows what came in place of TLS, such as a request with a token, as numbers. */
    private static final Pattern NOT_TLS = Pattern.compile("(not an SSL/TLS record): [0-9a-fA-F]+");

    private LogText() {}

    /**
     * @param withSecrets whether it is all to be there but what a terminal would obey
     */
    static String harmless(String text, boolean withSecrets) {
        String shown = HarmlessOutput.harmless(withSecrets ? text : withoutSecrets(text));
        return shown.replace("\n", "\n    ");
    }

    private static String withoutSecrets(String text) {
        String shown = FIELDS.matcher(text).replaceAll("$1$2***");
        shown = CREDENTIALS.matcher(shown).replaceAll("$1 ***");
        return NOT_TLS.matcher(shown).replaceAll("$1");
    }
}
