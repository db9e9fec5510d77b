# shellcheck shell=sh disable=SC2034,SC2154 # variables shared with the script that sources this
# Finds the jar; sourced by bin/pen. A checkout builds its own, an installation has it in lib.

# Sets jar.
find_jar() {
    jar_was_built=
    if [ -f "$home/pom.xml" ] && [ -d "$home/src/main" ]; then
        jar=$home/target/pen.jar
        # Exists while the jar is being built. Left behind by a build that was killed: the jar may be half of one.
        building=$home/target/.pen.jar.building
        jar_is_current || {
            # shellcheck source=bin/lib/build.sh
            . "$home/bin/lib/build.sh"
            build_jar
        }
        return
    fi
    for jar in "$home/lib/pen.jar" "$home/target/pen.jar"; do
        [ ! -f "$jar" ] || return 0
    done
    die "neither sources to build (pom.xml and src/main) nor lib/pen.jar found in $home"
}

# The marker is looked at last: a build that ends in between has then left a whole jar.
jar_is_current() {
    set -- "$home/pom.xml" "$home/src/main"
    [ ! -f "$home/conf/pen.schema.json" ] || set -- "$@" "$home/conf/pen.schema.json" # is in the jar, too
    [ -f "$jar" ] && [ -z "$(find "$@" -newer "$jar" -print -quit)" ] && [ ! -e "$building" ]
}
