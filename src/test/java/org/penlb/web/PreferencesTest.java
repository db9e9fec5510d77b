package org.penlb.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wanted most, and what is not wanted. */
class PreferencesTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''| text",
                "*/*| text",
                "text/plain| text",
                "text/*| text",
                "application/openmetrics-text| open",
                "Application/OpenMetrics-Text| open",
                "application/*| open",
                "application/openmetrics-text;q=0| none",
                "application/openmetrics-text;q=0, */*| text",
                "application/openmetrics-text; q=0.000 , text/plain| text",
                "*/*, application/openmetrics-text;q=0| text",
                "application/openmetrics-text;q=0.1, text/plain| text",
                "application/openmetrics-text;q=0.5, text/plain;q=0.4| open",
                "application/openmetrics-text;q=0.4, text/plain;q=0.5| text",
                "text/plain;q=0.5, application/openmetrics-text;q=0.5| open",
                "text/plain;q=0, */*| open",
                "text/plain;q=0, */*;q=0.1| open",
                "*/*;q=0| none",
                "text/html| none",
                "text/html, */*;q=0.1| text",
                "application/openmetrics-text;version=1.0.0,text/plain;q=0.5| open",
                "application/openmetrics-text;version=9.0.0,text/plain;q=0.5| text",
                "application/openmetrics-text;version=9.0.0| none",
                "text/plain;version=1.0.0;escaping=allow-utf-8;q=0.6,text/plain;version=0.0.4;q=0.5,*/*;q=0.1| text",
                // Prometheus 3, 2.43, 2.5
                "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5,"
                        + "application/openmetrics-text;version=0.0.1;q=0.4,text/plain;version=1.0.0;q=0.3,"
                        + "text/plain;version=0.0.4;q=0.2,*/*;q=0.1| open",
                "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,"
                        + "text/plain;version=0.0.4;q=0.5,*/*;q=0.1| open",
                "application/openmetrics-text; version=0.0.1,text/plain;version=0.0.4;q=0.5,*/*;q=0.1| open",
                "application/openmetrics-text;q=nonsense, text/plain;q=0.1| text",
                "application/openmetrics-text;q=2, text/plain| text",
                ",;,| text"
            })
    void metrics_come_in_the_format_that_is_wanted_most(String accepted, String expected) {
        String type = OperationsRoutes.metricsType(new Preferences(List.of(accepted)));
        assertThat(type == null ? "none" : type.contains("openmetrics") ? "open" : "text")
                .isEqualTo(expected);
    }

    @Test
    void several_lines_are_one() {
        var wanted = new Preferences(List.of("application/openmetrics-text;q=0", "text/plain;q=0.1"));
        assertThat(OperationsRoutes.metricsType(wanted)).startsWith("text/plain");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''| false",
                "gzip| true",
                "GZIP| true",
                "deflate, gzip;q=0.5, br| true",
                "gzip;q=0| false",
                "gzip; q=0.0| false",
                "gzip ;q=0, *| false",
                "*| true",
                "*;q=0| false",
                "gzip;q=1, *;q=0| true",
                "identity| false"
            })
    void a_coding_is_used_that_is_allowed(String accepted, boolean expected) {
        assertThat(new Preferences(List.of(accepted)).allowCoding("gzip")).isEqualTo(expected);
    }
}
