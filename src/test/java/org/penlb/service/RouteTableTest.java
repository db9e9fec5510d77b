package org.penlb.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.penlb.config.Route;

class RouteTableTest {
    private static RouteTable.Entry<String> entry(String target, List<String> sni, String... alpn) {
        return new RouteTable.Entry<>(new Route("web", sni, Arrays.asList(alpn)), target);
    }

    private static RouteTable<String> table(List<RouteTable.Entry<String>> entries) {
        return new RouteTable<>(entries);
    }

    @Test
    void a_whole_name_goes_before_a_wildcard_wherever_it_stands() {
        RouteTable<String> table =
                table(List.of(entry("any", List.of("*.example.org")), entry("www", List.of("www.example.org"))));
        assertThat(table.route("www.example.org", List.of())).isEqualTo("www");
        assertThat(table.route("app.example.org", List.of())).isEqualTo("any");
    }

    @Test
    void a_wildcard_is_one_label() {
        RouteTable<String> table = table(List.of(entry("any", List.of("*.example.org"))));
        assertThat(table.route("example.org", List.of())).isNull();
        assertThat(table.route("a.b.example.org", List.of())).isNull();
        assertThat(table.route("org", List.of())).isNull();
        assertThat(table.route(null, List.of())).isNull();
    }

    @Test
    void protocols_choose_among_routes_of_one_name() {
        RouteTable<String> table = table(List.of(
                entry("acme", List.of("a.example"), "acme-tls/1"),
                entry("h2", List.of("a.example"), "h2", "h3"),
                entry("rest", List.of("a.example"))));
        assertThat(table.route("a.example", List.of("http/1.1", "h2"))).isEqualTo("h2");
        assertThat(table.route("a.example", List.of("acme-tls/1"))).isEqualTo("acme");
        assertThat(table.route("a.example", List.of())).isEqualTo("rest");
    }

    @Test
    void where_no_protocol_of_a_name_fits_less_exact_routes_are_asked() {
        RouteTable<String> table = table(List.of(
                entry("acme", List.of(), "acme-tls/1"),
                entry("h2", List.of("a.example.org"), "h2"),
                entry("any", List.of("*.example.org"), "http/1.1")));
        assertThat(table.route("a.example.org", List.of("h2", "http/1.1"))).isEqualTo("h2");
        assertThat(table.route("a.example.org", List.of("http/1.1"))).isEqualTo("any");
        assertThat(table.route("a.example.org", List.of("acme-tls/1"))).isEqualTo("acme");
        assertThat(table.route(null, List.of("acme-tls/1"))).isEqualTo("acme");
        assertThat(table.route("a.example.org", List.of())).isNull();
    }

    @Test
    void each_of_ten_thousand_names_leads_to_its_route() {
        List<RouteTable.Entry<String>> entries = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            List<String> names = new ArrayList<>();
            for (int j = 0; j < 100; j++) {
                names.add((j % 2 == 0 ? "" : "*.") + "n" + j + ".r" + i + ".example");
            }
            entries.add(entry("r" + i, names));
        }
        RouteTable<String> table = table(entries);
        for (int i = 0; i < 100; i++) {
            assertThat(table.route("n98.r" + i + ".example", List.of())).isEqualTo("r" + i);
            assertThat(table.route("x.n99.r" + i + ".example", List.of())).isEqualTo("r" + i);
        }
        assertThat(table.route("n98.r100.example", List.of())).isNull();
    }
}
