package org.penlb.cli.cgi;

import org.penlb.cli.penctl.CommandText;

/**
 * The page of penctl.cgi.
 *
 * @param onlyReads whether nobody may change anything: the form then is a link that is filled in
 */
record CommandPage(boolean onlyReads) {
    /** The field with the command. */
    static final String COMMAND = "command";
    /** The field that says that it is meant: the command once more. */
    static final String CONFIRMED = "confirmed";

    private static final String TITLE = "penctl";

    /** Those that every pen has and that change nothing. */
    private static final String LINKS = "<nav aria-label=\"Commands\"><a href=\"?command=servers\">servers</a>"
            + "<a href=\"?command=mode\">mode</a><a href=\"?command=recent\">recent</a>"
            + "<a href=\"?command=control\">control</a><a href=\"?command=help\">help</a></nav>\n";

    CgiAnswer empty() {
        return CgiAnswer.ok(Html.page(TITLE, form("")));
    }

    CgiAnswer reply(String command, PenReply reply) {
        String shown = reply.text().isEmpty()
                ? Html.paragraph(
                        "The reply is empty: of most changes nothing is said, and nothing at all to a machine that"
                                + " control_acl keeps out.")
                : Html.preformatted(reply.text());
        return CgiAnswer.ok(
                Html.page(TITLE, form(command) + "<h2>" + Html.text(command) + "</h2>\n" + shown + reply.cutNote()));
    }

    /** Many prompts end with exit; sent to a pen, it may end the pen. */
    CgiAnswer confirm(String command) {
        return CgiAnswer.ok(Html.page(
                TITLE,
                Html.paragraph("This ends the pen, and every connection through it.")
                        + "<form method=\"post\" action=\"?\">\n" + hidden(COMMAND, command)
                        + hidden(CONFIRMED, command)
                        + "<button type=\"submit\">End the pen</button> <a href=\"?\">No</a>\n</form>\n"));
    }

    private static String hidden(String name, String value) {
        return "<input type=\"hidden\" name=\"" + name + "\" value=\"" + Html.text(value) + "\">\n";
    }

    private String form(String command) {
        return "<form method=\"" + (onlyReads ? "get" : "post") + "\" action=\"?\">\n<label for=\"" + COMMAND
                + "\">Command</label>\n<input id=\"" + COMMAND + "\" name=\"" + COMMAND + "\" value=\""
                + Html.text(command) + "\" maxlength=\"" + (CommandText.MAX_LENGTH - 1)
                + "\" autocomplete=\"off\" autocapitalize=\"none\" spellcheck=\"false\" autofocus>\n"
                + "<button type=\"submit\">Send</button>\n</form>\n" + LINKS;
    }
}
