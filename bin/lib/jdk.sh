# shellcheck shell=sh disable=SC2034,SC2154 # variables shared with the script that sources this
# Finds a Java; sourced by bin/pen and bin/check, which set $program (the name before messages).

required_java=25
java_home=
java_build= # the full version, such as 25.0.3+9-LTS
usual_java="/usr/lib/jvm/*:/usr/lib64/jvm/*:/usr/java/*:/usr/local/java/*:/usr/local/*jdk*:/opt/java/*:/opt/*jdk*\
:${HOME:-}/.sdkman/candidates/java/*:${HOME:-}/.jdks/*:${HOME:-}/.gradle/jdks/*\
:/Library/Java/JavaVirtualMachines/*/Contents/Home:${HOME:-}/Library/Java/JavaVirtualMachines/*/Contents/Home\
:/opt/homebrew/opt/openjdk*:/usr/local/opt/openjdk*"

say() {
    printf '%s: %s\n' "$program" "$1" >&2
}

# die MESSAGE [EXIT]
die() {
    say "$1"
    exit "${2:-1}"
}

# need_java run|build [EXIT]: sets java_home and java_build, or ends with one sentence. Building takes a javac.
need_java() {
    if [ -n "${PEN_JAVA_HOME:-}" ]; then
        # Somebody asked for this one: another in its place would be a surprise.
        java_fits "$PEN_JAVA_HOME" "$1" && return
        die "PEN_JAVA_HOME: $PEN_JAVA_HOME $java_fault (expected: a JDK of at least $required_java)" "${2:-1}"
    fi
    if [ -n "${JAVA_HOME:-}" ] && java_fits "$JAVA_HOME" "$1"; then return; fi
    java_on_path=$(command -v java) || java_on_path=
    case $java_on_path in
    /*)
        [ ! -L "$java_on_path" ] || java_on_path=$(readlink -f -- "$java_on_path")
        if java_fits "${java_on_path%/bin/*}" "$1"; then return; fi
        ;;
    esac
    # PEN_JVM_FOLDERS: instead of the usual folders; patterns separated by colons. The tests need it.
    saved_ifs=$IFS
    IFS=:
    # shellcheck disable=SC2086
    set -- "$1" "${2:-1}" ${PEN_JVM_FOLDERS-$usual_java}
    IFS=$saved_ifs
    java_use=$1 java_exit=$2
    shift 2
    for java_candidate; do
        if java_fits "$java_candidate" "$java_use"; then return; fi
    done
    die "no JDK of at least $required_java found in PEN_JAVA_HOME, JAVA_HOME, PATH, /usr/lib/jvm and the other usual \
folders: install one (Eclipse Temurin $required_java, or your system's openjdk-$required_java-jdk) or name it in \
PEN_JAVA_HOME" "$java_exit"
}

# java_fits HOME run|build: sets java_home and java_build, or java_fault and returns 1.
java_fits() {
    java_home='' java_build='' java_version='' java_fault="has no bin/java"
    [ -x "$1/bin/java" ] || return 1
    case $1 in
    /*) java_real_home=$1 ;;
    *) java_real_home=$PWD/$1 ;;
    esac
    # Every JDK says in this file what it is; asking the JVM itself takes longer than the rest of this script.
    if [ -r "$1/release" ]; then read_release <"$1/release"; fi
    [ -n "$java_version" ] || ask_java "$1/bin/java"
    java_major=${java_version%%[!0-9]*}
    if [ "${java_major:-0}" -lt $required_java ]; then
        java_fault="is Java ${java_version:-of an unknown version}"
        return 1
    fi
    if [ "$2" = build ] && [ ! -x "$java_real_home/bin/javac" ]; then
        java_fault="is Java $java_version without a compiler, bin/javac"
        return 1
    fi
    java_home=$java_real_home
    : "${java_build:=$java_version}"
}

read_release() {
    while IFS='=' read -r key value; do
        value=${value#\"}
        case $key in
        JAVA_VERSION) java_version=${value%%\"*} ;;
        JAVA_RUNTIME_VERSION) java_build=${value%%\"*} ;;
        esac
        if [ -n "$java_version" ] && [ -n "$java_build" ]; then return; fi
    done
}

# The command may be a shim (jenv, asdf, /usr/bin/java of macOS), so it is asked for the folder, too.
ask_java() {
    java_answer=$("$1" -XshowSettings:properties -version 2>&1) || java_answer=
    while read -r key equals value; do
        case "$key $equals" in
        "java.version =") java_version=$value ;;
        "java.runtime.version =") java_build=$value ;;
        "java.home =") [ ! -x "$value/bin/java" ] || java_real_home=$value ;;
        *" version") [ -n "$java_version" ] || { java_version=${value#\"} java_version=${java_version%%\"*}; } ;;
        esac
    done <<EOF
$java_answer
EOF
}
