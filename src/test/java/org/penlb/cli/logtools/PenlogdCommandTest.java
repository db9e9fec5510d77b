package org.penlb.cli.logtools;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.penlb.cli.command.Arguments;

class PenlogdCommandTest {
    @ParameterizedTest
    @CsvSource({
        "'10000', 'in the background there is no standard output (expected: -l FILE, or -f)'",
        "'-f', 'Missing required parameter: ''[host:]port'''",
        "'-f x:y', 'listener \"x:y\": port: \"y\" is not a number from 0 to 65535 or the name of a service'",
        "'-f 0', '\"0\" is no port (expected: [host:]port)'",
        "'-f /path', '\"/path\" is no port (expected: [host:]port)'",
        "'-f no.such.host.invalid:10000', '\"no.such.host.invalid\" is not the name of a host'",
        "'-f -n 0 10000', '-n: 0 is not within 1 and '",
        "'-f -n 2147483647 10000', '-n: 2147483647 is not within 1 and '",
        "'-f -n x 10000', 'Invalid value for option ''-n'': ''x'' is not an int'",
        "'-fZ 10000', 'Unknown option: ''-Z'''",
    })
    void a_bad_command_line_is_refused_with_the_reason(String line, String reason) {
        var err = new StringWriter();
        int exit = Arguments.commandLine(new PenlogdCommand())
                .setErr(new PrintWriter(err))
                .execute(line.split(" "));
        assertThat(exit).isEqualTo(2);
        assertThat(err.toString()).startsWith("penlogd: " + reason).contains("Usage: penlogd [options] [host:]port");
    }
}
