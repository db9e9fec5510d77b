package org.penlb.cli.cgi;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.penlb.cli.Version;
import org.penlb.cli.penctl.HarmlessOutput;
import org.penlb.config.ConfigException;

/**
 * A CGI program from its start to its end: reads what the web server says, has a page made, writes it.
 *
 * @param name as it is called
 * @param purpose what it is for, for the help
 */
record CgiProgram(String name, String purpose, Page page) {
    private static final int OK = 0;
    private static final int FAILED = 1;
    private static final int BAD_USAGE = 2;

    private static final String SETTINGS = """

            Set it up in a web server as conf/cgi-nginx.conf or conf/cgi-apache.conf show (docs/cgi.adoc tells more).
            It is told by variables of the environment, or by lines NAME=value in the file that PEN_CGI_CONF names
            (/etc/pen/cgi.conf):

              PEN_CONTROL      the pen's control port: host:port or /path/to/socket
              PEN_PIDFILE and PEN_WEBFILE
                               for penstats without a control port: the files of pen -p and -w. It sends the signal
                               USR1 and shows what the pen writes then
              PEN_CGI_ALLOW    who may change something by penctl.cgi: authenticated (those whom the web server
                               names in AUTH_TYPE and REMOTE_USER), read (nobody), all
              PEN_CGI_HOSTS    the names of the web server; it answers for these alone
              PEN_CGI_TIMEOUT  how long the pen may take, in seconds (10)

            Exit codes:
              0  a web server got its answer, be it an error's page
              1  it could not be written, or the request not be read
              2  not started by a web server
            """;

    /** Makes answers. */
    interface Page {
        /**
         * Answers a request.
         *
         * @param log the web server's log of errors
         * @throws CgiError if it cannot be answered as it was meant
         * @throws ConfigException if what the operator has set cannot be used
         */
        CgiAnswer answer(CgiRequest request, CgiSettings settings, PrintStream log) throws CgiError;
    }

    /** Runs as the program, and ends it. */
    void main(String[] arguments) {
        // Not System.out, which keeps errors to itself.
        var out = new FileOutputStream(FileDescriptor.out);
        System.exit(run(arguments, System.getenv(), new FileInputStream(FileDescriptor.in), out, System.err));
    }

    /**
     * Runs to the end. Arguments come from the command line alone: those that a web server makes of a query (RFC 3875, 4.4)
     * are kept out by the launcher.
     *
     * @return the exit code
     */
    int run(String[] arguments, Map<String, String> environment, InputStream in, OutputStream out, PrintStream err) {
        try {
            if (arguments.length == 0 && CgiRequest.isIn(environment)) {
                CgiRequest request = CgiRequest.read(environment, in);
                answer(request, err).write(out, !request.isHead());
                return OK;
            }
            switch (arguments.length == 1 ? arguments[0] : "") {
                case "--help" -> print(out, "Usage: " + name + " [--help | --version]\n\n" + purpose + "\n" + SETTINGS);
                case "--version" -> print(out, new Version().getVersion()[0] + "\n");
                case "warm-up" -> CgiWarmUp.run(this);
                default -> {
                    err.println(name + ": this is a CGI program, which a web server starts (expected: set up as"
                            + " conf/cgi-nginx.conf or conf/cgi-apache.conf show; '" + name + " --help' tells more)");
                    return BAD_USAGE;
                }
            }
            return OK;
        } catch (IOException e) {
            err.println(name + ": cannot read the request or write the answer: " + e.getMessage());
            return FAILED;
        }
    }

    private static void print(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
    }

    private CgiAnswer answer(CgiRequest request, PrintStream err) {
        try {
            request.refusePath();
            CgiSettings settings = CgiSettings.of(request.variables());
            settings.hosts().check(request);
            return page.answer(request, settings, err);
        } catch (CgiError e) {
            return e.answer();
        } catch (ConfigException e) {
            return failed(String.valueOf(e.getMessage()), err);
        } catch (RuntimeException e) {
            return failed("a fault of this program: " + e, err);
        }
    }

    private CgiAnswer failed(String why, PrintStream err) {
        err.println(name + ": " + HarmlessOutput.harmless(why));
        return new CgiError(HttpStatus.INTERNAL_SERVER_ERROR, why + ".").answer();
    }
}
