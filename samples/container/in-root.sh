#!/usr/bin/env bash
# A program in a root file system as a container would run it, where no daemon is at hand: read-only, as user 10001, with /data and
# the cache of natives to write to. in-root.sh ROOT DATA none|host PROGRAM...; "none" takes the network away. For root, on Linux.
set -euo pipefail
root="$(cd "$1" && pwd)"
data="$(cd "$2" && pwd)"
apart=(--mount)
if [ "$3" = none ]; then apart+=(--net); fi
shift 3
export XDG_CACHE_HOME=/var/cache/bmd
exec unshare "${apart[@]}" -- bash -euc '
  root="$1"; data="$2"; shift 2
  mount --bind "$root" "$root"
  mount -o remount,ro,bind "$root"
  mount --bind "$data" "$root/data"
  mount -t proc proc "$root/proc"
  mount -t tmpfs -o exec,mode=1777 tmpfs "$root/tmp"
  mount -t tmpfs -o exec,mode=700,uid=10001,gid=10001 tmpfs "$root/var/cache/bmd"
  cd "$root"
  exec chroot --userspec=10001:10001 "$root" "$@"
' in-root "$root" "$data" "$@"
