package org.penlb;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The rooms of the house and who may look into which: imports only point down. A room that is not there yet breaks no
 * rule; a package that is in no room does.
 */
class RoomsTest {
    private static final String BASE = "org.penlb";

    private static final List<String> ROOMS = Rooms.FROM_TOP_TO_BOTTOM;

    private static final JavaClasses HOUSE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(BASE);

    private static String packagesOf(String room) {
        return room.isEmpty() ? BASE : BASE + "." + room + "..";
    }

    private static String[] packagesOf(List<String> rooms) {
        return rooms.stream().map(RoomsTest::packagesOf).toArray(String[]::new);
    }

    private static void holds(ArchRule rule) {
        rule.allowEmptyShould(true).check(HOUSE);
    }

    static Stream<Named<String>> roomsBelowTheTop() {
        return ROOMS.stream().skip(1).map(room -> Named.of(packagesOf(room), room));
    }

    @Test
    void the_house_is_looked_at() {
        assertThat(HOUSE.contain(PenVerticle.class)).isTrue();
        assertThat(HOUSE.contain(RoomsTest.class)).isFalse();
    }

    @ParameterizedTest
    @MethodSource("roomsBelowTheTop")
    void imports_only_point_down(String room) {
        List<String> above = ROOMS.subList(0, ROOMS.indexOf(room));
        holds(noClasses()
                .that()
                .resideInAPackage(packagesOf(room))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(packagesOf(above)));
    }

    @Test
    void every_class_is_in_a_room() {
        holds(classes().should().resideInAnyPackage(packagesOf(ROOMS)));
    }

    /** Sockets and files are the business of others: who gets a client is decided without touching either. */
    @Test
    void balance_knows_the_jdk_and_config_and_does_no_io() {
        holds(noClasses()
                .that()
                .resideInAPackage(packagesOf("balance"))
                .should()
                .dependOnClassesThat(not(resideInAnyPackage(
                                "java.lang..",
                                "java.util..",
                                "java.time..",
                                "java.security..",
                                "org.jspecify..",
                                packagesOf("config"),
                                packagesOf("balance"))
                        .or(belongToAnyOf(SocketAddress.class, InetSocketAddress.class)))));
    }

    /** When servers are asked, and what follows from their answers; how they are asked is their probes' business. */
    @Test
    void the_policy_of_health_checks_does_no_io() {
        holds(noClasses()
                .that()
                .resideInAPackage(BASE + ".health")
                .should()
                .dependOnClassesThat(not(resideInAnyPackage(
                                "java.lang..",
                                "java.util..",
                                "java.time..",
                                "org.jspecify..",
                                packagesOf("config"),
                                packagesOf("balance"),
                                BASE + ".health")
                        .or(belongToAnyOf(SocketAddress.class)))));
    }

    @Test
    void dns_knows_the_jdk_and_config() {
        holds(noClasses()
                .that()
                .resideInAPackage(packagesOf("dns"))
                .should()
                .dependOnClassesThat()
                .resideOutsideOfPackages("java..", "org.jspecify..", packagesOf("config"), packagesOf("dns")));
    }

    @Test
    void a_hello_is_read_by_the_jdk_alone() {
        holds(noClasses()
                .that()
                .resideInAPackage(packagesOf("tls.hello"))
                .should()
                .dependOnClassesThat()
                .resideOutsideOfPackages("java..", "org.jspecify..", packagesOf("tls.hello")));
    }

    @Test
    void proxy_knows_the_jdk_and_config() {
        holds(noClasses()
                .that()
                .resideInAPackage(packagesOf("proxy"))
                .should()
                .dependOnClassesThat()
                .resideOutsideOfPackages("java..", "org.jspecify..", packagesOf("config"), packagesOf("proxy")));
    }

    @Test
    void config_knows_the_jdk_only() {
        holds(noClasses()
                .that()
                .resideInAPackage(packagesOf("config"))
                .and()
                .resideOutsideOfPackage(packagesOf("config.json"))
                .should()
                .dependOnClassesThat()
                .resideOutsideOfPackages("java..", "org.jspecify..", packagesOf("config")));
    }

    @Test
    void only_json_knows_json() {
        holds(noClasses()
                .that()
                .resideInAPackage(packagesOf("config.json"))
                .should()
                .dependOnClassesThat()
                .resideOutsideOfPackages(
                        "java..",
                        "org.jspecify..",
                        packagesOf("config"),
                        "io.vertx.core.json..",
                        "io.vertx.json.schema..",
                        "com.fasterxml.jackson.core..",
                        "org.yaml.snakeyaml.."));
    }

    @Test
    void the_format_of_the_database_of_countries_is_known_to_its_room_only() {
        holds(noClasses()
                .that()
                .resideOutsideOfPackage(packagesOf("geoip"))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.maxmind.."));
    }

    @Test
    void relay_carries_bytes_and_knows_no_policy() {
        holds(noClasses()
                .that()
                .resideInAPackage(packagesOf("relay"))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(packagesOf(List.of("cluster", "events", "accesslog", "balance"))));
    }

    @Test
    void every_package_says_what_may_be_null() {
        List<String> silent = HOUSE.getPackage(BASE).getSubpackagesInTree().stream()
                .filter(room -> !room.getClasses().isEmpty())
                .filter(room -> !room.isAnnotatedWith(NullMarked.class))
                .map(JavaPackage::getName)
                .toList();
        assertThat(silent).isEmpty();
        assertThat(HOUSE.getPackage(BASE).isAnnotatedWith(NullMarked.class)).isTrue();
    }

    /** Whoever reads a name should not have to ask which one is meant. */
    @Test
    void a_simple_name_is_one_class() {
        Map<String, List<String>> packagesByName = HOUSE.stream()
                .filter(type -> type.isTopLevelClass() && !type.getSimpleName().equals("package-info"))
                .collect(Collectors.groupingBy(
                        JavaClass::getSimpleName, Collectors.mapping(JavaClass::getPackageName, Collectors.toList())));
        packagesByName.values().removeIf(packages -> packages.size() == 1);
        assertThat(packagesByName).isEmpty();
    }

    @Test
    void a_class_is_named_by_its_role() {
        holds(noClasses().should().haveNameMatching(".*(Utils?|Helpers?)(\\$.*)?"));
    }
}
