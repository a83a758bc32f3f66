#!/usr/bin/env bash
# Prove the two commands on a minimal Debian or Ubuntu: a chroot that holds nothing but python3, make and git.
#
#   packaging/prove_chroot.sh root|sudo|plain [COMMAND…]      (as root; default command: make test)
#
#   root    everything as root
#   sudo    as an ordinary user whose sudo asks no password
#   plain   as an ordinary user without sudo: must stop with code 3 and the exact list; then root installs that
#           list, and the user goes on
#
# Nothing about this machine stands here. It is taken from the environment:
#   PROVE_MIRROR   mirror for debootstrap (default: debootstrap's own)     PROVE_SUITE  default bookworm
#   PROVE_DEBOOTSTRAP  further options (--components=main,universe)       PROVE_SCRIPT  its script for that suite
#   PROVE_DIR      where base and chroot are kept (default /tmp/nocwall-prove; the base is reused)
#   PROVE_FILES    files to copy into the chroot at the same path (certificates, pip.conf, apt settings)
#   PROVE_BINDS    folders to show in the chroot at the same path (a local package source)
#   PIP_*, SSL_*, *_CA_BUNDLE, *_proxy and *_PROXY are passed on as they are.
# All mounts live in a namespace of their own, and so do all processes: both end with this script.
set -euo pipefail

way=${1:?root, sudo or plain}; shift
[ $# -gt 0 ] || set -- make test
suite=${PROVE_SUITE:-bookworm}
folder=${PROVE_DIR:-/tmp/nocwall-prove}
source=$(cd "$(dirname "$0")/.." && pwd)
base=$folder/base-$suite.tar
tree=$folder/$suite-$way

if [ -z "${PROVE_INSIDE:-}" ]; then
    mkdir -p "$folder"
    if [ ! -f "$base" ]; then
        rm -rf "$folder/base"
        # shellcheck disable=SC2086  # the options are words
        debootstrap --variant=minbase --include=python3,make,git,ca-certificates,sudo ${PROVE_DEBOOTSTRAP:-} \
            "$suite" "$folder/base" ${PROVE_MIRROR:+"$PROVE_MIRROR"} ${PROVE_SCRIPT:+"$PROVE_SCRIPT"} \
            >"$folder/debootstrap.log"
        tar -C "$folder/base" -cf "$base.part" . && mv "$base.part" "$base"
        rm -rf "$folder/base"
    fi
    PROVE_INSIDE=1 exec unshare --mount --pid --fork --kill-child "$0" "$way" "$@"
fi

rm -rf "$tree"; mkdir -p "$tree"; tar -C "$tree" -xf "$base"
for file in /etc/resolv.conf /etc/hosts ${PROVE_FILES:-}; do
    [ ! -e "$file" ] || install -D -m 644 "$file" "$tree$file"
done
for bind in /dev ${PROVE_BINDS:-}; do
    mkdir -p "$tree$bind"; mount --rbind "$bind" "$tree$bind"
done
mount -t proc proc "$tree/proc"

who=root; home=/root
if [ "$way" != root ]; then
    who=proof; home=/home/proof
    chroot "$tree" useradd --create-home --shell /bin/bash proof
    [ "$way" != sudo ] || echo 'proof ALL=(ALL) NOPASSWD: ALL' >"$tree/etc/sudoers.d/proof"
    [ "$way" != plain ] || rm -f "$tree/usr/bin/sudo"
fi
git clone --quiet "file://$source" "$tree$home/nocwall"
chroot "$tree" chown -R "$who" "$home/nocwall"

settings=(HOME="$home" PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin TERM=dumb)
while IFS= read -r -d '' setting; do
    case "$setting" in PIP_*|SSL_*|*_CA_BUNDLE=*|*_proxy=*|*_PROXY=*) settings+=("$setting");; esac
done </proc/self/environ

inside() { # user command…
    local user=$1; shift
    chroot "$tree" setpriv --reuid="$user" --regid="$user" --init-groups \
        env -i "${settings[@]}" sh -c 'cd "$HOME/nocwall" && exec "$@"' sh "$@" </dev/null
}

if [ "$way" = plain ]; then
    code=0
    inside proof "$@" | tee "$folder/plain.out" || code=$?
    echo "== without sudo the command stopped with code $code; root now installs what it named"
    list=$(grep -m1 -A0 '^    apt-get install' "$folder/plain.out")
    chroot "$tree" apt-get update -q >/dev/null
    # shellcheck disable=SC2086  # the list is words
    chroot "$tree" env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 $list -y -q >"$folder/plain-apt.log"
fi
began=$(date +%s)
code=0
inside "$who" "$@" || code=$?
echo "== $way on $suite: '$*' ended with code $code after $(($(date +%s) - began)) s"
inside "$who" du -sh .venv
echo "== processes still running in the chroot:"
for entry in /proc/[0-9]*; do
    [ "$(readlink "$entry/root" 2>/dev/null)" != "$tree" ] || tr '\0' ' ' <"$entry/cmdline" 2>/dev/null
done
exit "$code"
