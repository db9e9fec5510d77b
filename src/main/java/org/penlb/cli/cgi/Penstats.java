package org.penlb.cli.cgi;

import java.io.PrintStream;
import java.util.regex.Pattern;
import org.penlb.cli.penctl.CommandText;
import org.penlb.config.Address;

/** penstats: shows a pen's status page. */
public final class Penstats {
    static final CgiProgram PROGRAM =
            new CgiProgram("penstats", "A CGI program that shows the status page of a running pen.", Penstats::answer);

    private static final Pattern SERVICE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    private Penstats() {}

    public static void main(String[] args) {
        PROGRAM.main(args);
    }

    private static CgiAnswer answer(CgiRequest request, CgiSettings settings, PrintStream log) throws CgiError {
        if (!request.isReading()) {
            throw CgiError.method("GET, HEAD", "This page can be looked at, and nothing else.");
        }
        String service = request.query().get("service");
        if (!service.isEmpty() && !SERVICE.matcher(service).matches()) {
            throw new CgiError(HttpStatus.BAD_REQUEST, "That is not the name of a service.");
        }
        PenReply reply = reply(settings, service);
        StatusReport report = StatusReader.read(reply.text());
        if (!report.isOfPen() || (!report.whole() && !reply.cut())) {
            log.println("penstats: the reply is no status page");
            throw CgiError.reply(
                    "The pen replied something else than its status page"
                            + " (expected: pen -w FILE for pen 0.34.1; control_acl lets this machine in).",
                    reply.text() + (reply.cut() ? " ..." : ""));
        }
        return CgiAnswer.ok(report.page(reply.cutNote()));
    }

    private static PenReply reply(CgiSettings settings, String service) throws CgiError {
        StatusFile file = settings.control() == null ? settings.statusFile() : null;
        if (file == null) {
            Address control = settings.requiredControl();
            String command = service.isEmpty() ? "status" : "service " + service + " status";
            return PenReply.to(CommandText.of(command), control, settings.limit());
        }
        if (!service.isEmpty()) {
            throw new CgiError(HttpStatus.BAD_REQUEST, "PEN_WEBFILE is the page of one service.");
        }
        return file.read(settings.limit());
    }
}
