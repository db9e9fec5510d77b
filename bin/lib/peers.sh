# shellcheck shell=sh disable=SC2154 # variables shared with the script that sources this
# The programs that tests run beside Pen: the one place that lists them, as command:package (Debian's names);
# where there is no command, a file of the package stands for it.

peers="pen:pen apache2:apache2 nginx:nginx iperf3:iperf3 curl:curl openssl:openssl gnutls-cli:gnutls-bin nc.openbsd:netcat-openbsd ip:iproute2 ps:procps script:bsdutils wrk:wrk \
    nsd:nsd unbound:unbound dig:bind9-dnsutils kdig:knot-dnsutils dnsperf:dnsperf dnssec-signzone:bind9-utils haproxy:haproxy \
    fcgiwrap:fcgiwrap dnsdist:dnsdist h2load:nghttp2-client chromium:chromium chromedriver:chromium-driver \
    promtool:prometheus keepalived:keepalived /usr/lib/nginx/modules/ngx_stream_module.so:libnginx-mod-stream"

# Installs those that are missing where that is possible. Never fails: a test without its peer is skipped and says so.
install_peers() {
    missing=$(missing_peers)
    [ -n "$missing" ] || return 0
    if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
        say "these peer programs are not installed, and installing them takes root and apt-get:$missing"
        return
    fi
    say "installing the peer programs that are missing:$missing"
    peers_log=$(mktemp)
    # shellcheck disable=SC2086 # a list of words
    if ! without_services apt_get_install $missing >"$peers_log" 2>&1; then
        tail -n 20 "$peers_log" >&2
        say "installing failed (see above): going on without$(missing_peers)"
    fi
    rm -f "$peers_log"
}

missing_peers() {
    for peer in $peers; do
        case $peer in
        /*) [ -e "${peer%%:*}" ] || printf ' %s' "${peer#*:}" ;;
        *) command -v "${peer%%:*}" >/dev/null || printf ' %s' "${peer#*:}" ;;
        esac
    done
}

apt_get_install() {
    DEBIAN_FRONTEND=noninteractive
    export DEBIAN_FRONTEND
    apt-get -o DPkg::Lock::Timeout=120 update &&
        apt-get -o DPkg::Lock::Timeout=120 install -y --no-install-recommends "$@"
}

# Some packages start a daemon when installed, and again at every boot. The tests start what they need themselves.
without_services() {
    policy=/usr/sbin/policy-rc.d
    services_before=$(services)
    if [ -e "$policy" ]; then
        policy=
    else
        printf '#!/bin/sh\nexit 101\n' >"$policy"
        chmod +x "$policy"
        trap 'rm -f "$policy"' EXIT
        trap 'exit 130' INT
        trap 'exit 143' TERM
    fi
    installed=0
    "$@" || installed=$?
    for service in $(services); do
        case " $services_before " in
        *" $service "*) ;;
        *) update-rc.d "$service" disable || : ;;
        esac
    done
    if [ -n "$policy" ]; then
        rm -f "$policy"
        trap - EXIT INT TERM
    fi
    return "$installed"
}

services() {
    for service in /etc/init.d/*; do
        [ ! -x "$service" ] || printf '%s ' "${service##*/}"
    done
}
