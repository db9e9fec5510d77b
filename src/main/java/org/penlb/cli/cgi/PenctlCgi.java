package org.penlb.cli.cgi;

import java.io.PrintStream;
import java.util.List;
import java.util.Objects;
import org.penlb.cli.penctl.CommandText;
import org.penlb.cli.penctl.Commands;
import org.penlb.cli.penctl.HarmlessOutput;
import org.penlb.config.Address;
import org.penlb.config.ConfigException;

/**
 * penctl.cgi: a form that sends commands to a pen. What only asks may be a link (GET); what changes something comes from the
 * form of this page, by somebody who may.
 */
public final class PenctlCgi {
    static final CgiProgram PROGRAM = new CgiProgram(
            "penctl.cgi",
            "A CGI program that shows a form, sends what is written there to the control port of a running pen, and\n"
                    + "shows the reply.",
            PenctlCgi::answer);

    private static final String METHODS = "GET, HEAD, POST";

    private PenctlCgi() {}

    public static void main(String[] args) {
        PROGRAM.main(args);
    }

    private static CgiAnswer answer(CgiRequest request, CgiSettings settings, PrintStream log) throws CgiError {
        Address control = settings.requiredControl();
        var page = new CommandPage(settings.permission() == Permission.READ);
        if (request.isReading()) {
            String command = command(request.query());
            return switch (command.isEmpty() ? CommandKind.HELP : CommandKind.of(command)) {
                case HELP -> command.isEmpty() ? page.empty() : help(page, command);
                case READS -> page.reply(command, send(command, control, settings));
                case CHANGES, ENDS ->
                    throw CgiError.method(
                            "POST", "This command may change something: it is sent by the form, not by a link.");
            };
        }
        if (!request.method().equals("POST")) {
            throw CgiError.method(METHODS, "This page can be looked at, and its form be sent.");
        }
        SameOrigin.check(request);
        FormFields form = request.posted();
        String command = command(form);
        if (command.isEmpty()) {
            return page.empty();
        }
        CommandKind kind = CommandKind.of(command);
        if (kind == CommandKind.HELP) {
            return help(page, command);
        }
        if (kind != CommandKind.READS) {
            settings.permission().check(request, settings.hosts());
            if (kind == CommandKind.ENDS && !form.get(CommandPage.CONFIRMED).equals(command)) {
                return page.confirm(command);
            }
            log.println(line("penctl.cgi: " + sender(request, settings) + ": " + command));
        }
        return page.reply(command, send(command, control, settings));
    }

    /** For the log: who has changed something. Where nobody checks who it is, a name is only what somebody claims. */
    private static String sender(CgiRequest request, CgiSettings settings) {
        String user = settings.permission() == Permission.AUTHENTICATED ? request.user() : null;
        return Objects.requireNonNullElse(user, "somebody") + " at " + request.variable("REMOTE_ADDR");
    }

    /** As one line: what comes from elsewhere must not look like another. */
    private static String line(String text) {
        return HarmlessOutput.harmless(text).replace("\n", "^J").replace("\t", "^I");
    }

    /** The command of a form, without blanks around it; empty if there is none. */
    private static String command(FormFields form) throws CgiError {
        String command = form.get(CommandPage.COMMAND);
        if (command.chars().anyMatch(Character::isISOControl)) {
            throw new CgiError(
                    HttpStatus.BAD_REQUEST, "The command has a control character (expected: one line of text).");
        }
        return command.strip();
    }

    private static CgiAnswer help(CommandPage page, String command) {
        List<String> lines = Commands.help(List.of());
        return page.reply(command, new PenReply(String.join("\n", lines) + "\n", false));
    }

    private static PenReply send(String command, Address control, CgiSettings settings) throws CgiError {
        CommandText line;
        try {
            line = CommandText.of(command);
        } catch (ConfigException e) {
            throw new CgiError(HttpStatus.BAD_REQUEST, "This cannot be sent: " + e.getMessage() + ".");
        }
        return PenReply.to(line, control, settings.limit());
    }
}
