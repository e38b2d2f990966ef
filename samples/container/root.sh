#!/usr/bin/env bash
# A root file system of Java and the samples and what these load, and nothing else: no shell, no package manager.
# root.sh LIB OUT: LIB has the jars. Java is that of JAVA_HOME, or of the path; libraries of the system are this machine's.
set -euo pipefail
here="$(cd "$(dirname "$0")" && pwd)"
lib="$(cd "$1" && pwd)"
mkdir -p "$2"
out="$(cd "$2" && pwd)"
jdk="${JAVA_HOME:-$(dirname "$(dirname "$(readlink -f "$(command -v javac)")")")}"
feature="$("$jdk/bin/java" -XshowSettings:properties -version 2>&1 | sed -n 's/.*java.specification.version = //p')"
# Java 21 has another word for the same compression, and warns of the old one.
if [ "$feature" -ge 21 ]; then compress=zip-6; else compress=2; fi

rm -rf "$out"
mkdir -p "$out/opt" "$out/etc" "$out/tmp" "$out/proc" "$out/data" "$out/var/cache/bmd"
modules="$(grep -v '^#' "$here/modules.txt" | paste -sd,)"
"$jdk/bin/jlink" --add-modules "$modules" --strip-debug --no-man-pages --no-header-files --compress="$compress" --output "$out/opt/jre"
# Debian's has its certificates elsewhere.
if [ ! -s "$out/opt/jre/lib/security/cacerts" ]; then
  rm -f "$out/opt/jre/lib/security/cacerts"
  cp -L "$jdk/lib/security/cacerts" "$out/opt/jre/lib/security/cacerts"
fi
"$out/opt/jre/bin/java" -Xshare:dump >/dev/null

mkdir -p "$out/opt/bmd/lib"
cp "$here/batch.args" "$here/pacs.args" "$out/opt/bmd/"
cp "$lib"/*.jar "$out/opt/bmd/lib/"
# ONNX Runtime has its libraries for every platform in one jar.
natives="$(mktemp -d)"
trap 'rm -rf "$natives"' EXIT
runtime="$(echo "$lib"/onnxruntime-*.jar)"
(cd "$natives" && "$jdk/bin/jar" -xf "$runtime" && find ai/onnxruntime/native -mindepth 1 -maxdepth 1 ! -name linux-x64 -exec rm -r {} +)
"$jdk/bin/jar" --create --file "$out/opt/bmd/lib/$(basename "$runtime")" --manifest "$natives/META-INF/MANIFEST.MF" -C "$natives" ai

# What Java and the native libraries in the jars ask of the system, at the places where they look for it.
for jar in "$lib"/*-linux-x86_64.jar; do
  (cd "$natives" && "$jdk/bin/jar" -xf "$jar")
done
# The libraries that the SDK loads (OpenCvLibraries, NativeCache); others in the jars have needs of their own.
loaded=(libonnxruntime.so libonnxruntime4j_jni.so libjnijavacpp.so libopenblas.so.0 libopencv_core.so.413 libopencv_imgproc.so.413
  libjniopencv_core.so libjniopencv_imgproc.so)
mkdir "$natives/loaded"
for name in "${loaded[@]}"; do
  cp "$(find "$natives/ai" "$natives/org" -name "$name")" "$natives/loaded/"
done
cp "$(dirname "$(find "$natives/org" -name libopenblas.so.0)")"/lib{gcc_s,quadmath,gfortran}.so.* "$natives/loaded/"
# By the name under which its Java binding asks for it, once it is loaded.
ln -s libonnxruntime.so "$natives/loaded/libonnxruntime.so.1"

# A window and sound have no place here, and Debian's Java would bring X11 and ALSA for them.
find "$out/opt/jre" \( -name 'libawt_xawt.so' -o -name 'libjawt.so' -o -name 'libsplashscreen.so' -o -name 'libjsound.so' \) -delete
{
  find "$out/opt/jre" -name '*.so' -o -path '*/bin/java' | while read -r file; do
    LD_LIBRARY_PATH="$out/opt/jre/lib:$out/opt/jre/lib/server" ldd "$file"
  done
  for file in "$natives"/loaded/*; do
    LD_LIBRARY_PATH="$natives/loaded" ldd "$file"
  done
} > "$natives/needed"
if grep 'not found' "$natives/needed"; then
  exit 1
fi
grep -o '/[^ ]*' "$natives/needed" | grep -v "^$out\|^$natives\|:$" | sort -u | while read -r file; do
  mkdir -p "$out$(dirname "$file")"
  cp -L "$file" "$out$file"
done

printf 'root:x:0:0::/:/none\nbmd:x:10001:10001::/data:/none\n' > "$out/etc/passwd"
printf 'root:x:0:\nbmd:x:10001:\n' > "$out/etc/group"
printf 'hosts: files dns\n' > "$out/etc/nsswitch.conf"
chmod 1777 "$out/tmp"
chown 10001:10001 "$out/data" "$out/var/cache/bmd"
chmod 700 "$out/var/cache/bmd"
