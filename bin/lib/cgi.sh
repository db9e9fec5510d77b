# shellcheck shell=sh disable=SC2034,SC2154 # variables shared with the script that sources this
# Starts a CGI program: sourced by its launcher, which sets $home, $program and $main_class.

# Web servers pass a query without an equals sign as arguments (RFC 3875, 4.4): nobody may have it read as options.
[ -z "${GATEWAY_INTERFACE:-}${REQUEST_METHOD:-}" ] || set --

# shellcheck source=bin/lib/tool.sh
. "$home/bin/lib/tool.sh"

heap_of 64
jvm_flags="$small_jvm -Xms8m -Xmx${heap}m"

start -cp "$jar" "$main_class" "$@"
