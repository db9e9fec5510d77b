#!/bin/sh
# Starts penctl.cgi, a CGI program that sends commands to a running pen: finds a Java, builds the jar first if this is a checkout.
#
# Environment: what the web server says (RFC 3875), and what 'penctl.cgi --help' tells; PEN_JAVA_HOME, PEN_JAVA_OPTS and PEN_AOT,
# as for bin/pen.
#
# Exit status: the program's own, or 1 with one sentence on stderr if it could not be started (no Java, a failed build).
set -eu
trap 'exit 143' TERM # process 1 gets no signal that it does not catch
trap 'exit 130' INT

# Web servers may pass none on.
PATH=${PATH:-/usr/local/bin:/usr/bin:/bin}
export PATH

self=$0
[ ! -L "$self" ] || self=$(readlink -f -- "$self")
case $self in */*) ;; *) self=./$self ;; esac
home=$(CDPATH='' cd -P -- "${self%/*}/.." && pwd -P)

program=penctl.cgi
main_class=org.penlb.cli.cgi.PenctlCgi
# shellcheck source=bin/lib/cgi.sh
. "$home/bin/lib/cgi.sh"
