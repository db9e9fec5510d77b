# shellcheck shell=sh disable=SC2154 # variables shared with the script that sources this
# Builds what is measured and what measures: sourced by the scripts in load-tests, after jdk.sh and maven.sh, with $home.

tests=$home/target/test-classes
class_path=$home/target/load-tests.classpath
# Compiled with all the others, whenever one of them changes.
stamp=$tests/org/penlb/load/Main.class

# What is compiled here is the load tests together with the tests.
tests_are_current() {
    [ -f "$class_path" ] && [ -f "$stamp" ] &&
        [ -z "$(find "$home/pom.xml" "$home/load-tests/src" "$home/src" -newer "$stamp" -print -quit)" ]
}

build_tests() {
    say "building the load tests"
    log=$home/target/load-tests-build.log
    choose_maven 2>"$log" || die "no Maven: ./mvnw could not fetch it and no mvn is installed"
    if ! (cd "$home" && "$maven" -B -P '!format' process-test-classes) >"$log" 2>&1; then
        tail -n 30 "$log" >&2
        die "the build failed; its whole log is $log"
    fi
    touch "$stamp"
}

# Starting it once builds the jar, and the cache. One that is made beside a start must not take CPU from what is measured.
prepare_pen() {
    "$home/bin/pen" warm-up || die "bin/pen does not start"
    waited=0
    while [ $waited -lt 60 ] && [ -n "$(find "$home/target" -maxdepth 1 -name '.pen-*.work' -print -quit)" ]; do
        sleep 1
        waited=$((waited + 1))
    done
}
