#!/usr/bin/env bash
# Prove the two commands on a minimal Debian or Ubuntu: a tree that holds nothing but python3, make and git.
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
mount --bind "$tree" "$tree"
for bind in /dev ${PROVE_BINDS:-}; do
    mkdir -p "$tree$bind"; mount --rbind "$bind" "$tree$bind"
done
mount -t proc proc "$tree/proc"

who=root; home=/root
[ "$way" = root ] || { who=proof; home=/home/proof; }
git clone --quiet "file://$source" "$tree$home/nocwall"
settings=(HOME="$home" PATH=/usr/local/bin:/usr/bin:/bin TERM=dumb)
while IFS= read -r -d '' setting; do
    case "$setting" in PIP_*|SSL_*|*_CA_BUNDLE=*|*_proxy=*|*_PROXY=*) settings+=("$setting");; esac
done </proc/self/environ

# The tree becomes the root of this namespace. In a mere chroot an ordinary user could make no namespace of his
# own, which he can on a real machine, and which tests of lost packets do.
cd "$tree"; mkdir .outside; pivot_root . .outside; cd /; umount --lazy /.outside; rmdir /.outside
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin; hash -r

if [ "$way" != root ]; then
    useradd --shell /bin/bash proof
    [ "$way" != sudo ] || echo 'proof ALL=(ALL) NOPASSWD: ALL' >/etc/sudoers.d/proof
    [ "$way" != plain ] || rm -f /usr/bin/sudo
fi
chown -R "$who" "$home"

inside() { # command…
    setpriv --reuid="$who" --regid="$who" --init-groups \
        env -i "${settings[@]}" sh -c 'cd "$HOME/nocwall" && exec "$@"' sh "$@" </dev/null
}

if [ "$way" = plain ]; then
    code=0
    inside "$@" >/tmp/first || code=$?
    cat /tmp/first
    echo "== without sudo the command stopped with code $code; root now installs what it named"
    list=$(grep -m1 '^    apt-get install' /tmp/first)
    apt-get update -q >/dev/null
    # shellcheck disable=SC2086  # the list is words
    DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 $list -y -q >/tmp/apt.log
fi
began=$(date +%s)
code=0
inside "$@" || code=$?
echo "== $way on $suite: '$*' ended with code $code after $(($(date +%s) - began)) s"
inside du -sh .venv
echo "== processes that are still running:"
for entry in /proc/[0-9]*; do
    [ "${entry#/proc/}" = $$ ] || tr '\0' ' ' <"$entry/cmdline" 2>/dev/null
done
exit "$code"
