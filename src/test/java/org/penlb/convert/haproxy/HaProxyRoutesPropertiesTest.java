package org.penlb.convert.haproxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.statistics.Statistics;
import net.jqwik.api.statistics.StatisticsReport;
import org.jspecify.annotations.Nullable;
import org.penlb.config.Route;
import org.penlb.config.ServiceConfig;
import org.penlb.convert.Converted;
import org.penlb.convert.LeftOut;
import org.penlb.service.RouteTable;

/** Whatever is carried over without a word about it leads clients where HAProxy leads them: to the first line that fits. */
class HaProxyRoutesPropertiesTest extends HaProxyCase {
    private static final List<String> NAMES = List.of("a.example", "b.example", "c.example");
    private static final List<String> PROTOCOLS = List.of("h2", "http/1.1", "acme-tls/1");
    private static final String ENDING = ".example";
    /** Names with more labels are not asked for here. */
    private static final String KNOWN = "Pen's * is one label";

    /** A {@code use_backend}: which clients, and who serves them. */
    private record Line(int back, List<String> sni, boolean ending, List<String> alpn) {
        static Line of(Random random) {
            boolean ending = random.nextInt(6) == 0;
            List<String> sni = ending || random.nextInt(3) == 0 ? List.of() : some(NAMES, random);
            List<String> alpn =
                    random.nextBoolean() && (ending || !sni.isEmpty()) ? List.of() : some(PROTOCOLS, random);
            return new Line(random.nextInt(4), sni, ending, alpn);
        }

        private static List<String> some(List<String> all, Random random) {
            List<String> some = all.stream().filter(_ -> random.nextBoolean()).toList();
            return some.isEmpty() ? List.of(all.get(random.nextInt(all.size()))) : some;
        }

        @Override
        public String toString() {
            return " use_backend b" + back + " if"
                    + (ending ? " { req.ssl_sni -m end " + ENDING + " }" : "")
                    + (sni.isEmpty() ? "" : " { req.ssl_sni -i " + String.join(" ", sni) + " }")
                    + (alpn.isEmpty() ? "" : " { req.ssl_alpn " + String.join(" ", alpn) + " }") + "\n";
        }

        boolean fits(@Nullable String name, List<String> offered) {
            return (!ending || (name != null && name.endsWith(ENDING)))
                    && (sni.isEmpty() || sni.contains(name))
                    && (alpn.isEmpty() || alpn.stream().anyMatch(offered::contains));
        }
    }

    @Property(tries = 3000)
    @StatisticsReport(StatisticsReport.StatisticsReportMode.OFF)
    void clients_go_where_haproxy_leads_them(@ForAll Random random) {
        List<Line> lines = Stream.generate(() -> Line.of(random))
                .limit(1 + random.nextInt(5))
                .toList();
        Converted converted = convert(text(lines));
        boolean saysNothing = converted.leftOut().stream()
                .map(LeftOut::toString)
                .noneMatch(note -> note.contains("use_backend") && !note.contains(KNOWN));
        Statistics.collect(saysNothing);
        Statistics.coverage(coverage -> coverage.check(true).percentage(share -> share > 20));
        if (!saysNothing) {
            return; // it is otherwise, as is said
        }
        List<ServiceConfig> services =
                Objects.requireNonNull(converted.config()).services();
        RouteTable<String> table = new RouteTable<>(services.stream()
                .filter(service -> service.routing() instanceof Route)
                .map(service -> new RouteTable.Entry<>(
                        (Route) service.routing(), addresses(service).getFirst()))
                .toList());
        for (String name : Stream.concat(NAMES.stream(), Stream.of("other.example", "elsewhere.org"))
                .toList()) {
            for (List<String> offered : offers()) {
                String expected = lines.stream()
                        .filter(line -> line.fits(name, offered))
                        .findFirst()
                        .map(line -> "10.0.0." + line.back() + ":443")
                        .orElse(null);
                assertThat(table.route(name, offered))
                        .as("%s with %s, by%n%s", name, offered, text(lines))
                        .isEqualTo(expected);
            }
        }
    }

    private static String text(List<Line> lines) {
        var text = new StringBuilder("frontend f\n timeout client 1s\n bind 127.0.0.1:443\n");
        lines.forEach(text::append);
        text.append(" default_backend b9\n");
        IntStream.of(0, 1, 2, 3, 9)
                .forEach(i ->
                        text.append("backend b%d\n timeout connect 1s\n server s 10.0.0.%d:443\n".formatted(i, i)));
        return text.toString();
    }

    private static List<List<String>> offers() {
        var offers = new ArrayList<List<String>>();
        for (int bits = 0; bits < 1 << PROTOCOLS.size(); bits++) {
            int chosen = bits;
            offers.add(IntStream.range(0, PROTOCOLS.size())
                    .filter(i -> (chosen >> i & 1) == 1)
                    .mapToObj(PROTOCOLS::get)
                    .toList());
        }
        return offers;
    }
}
