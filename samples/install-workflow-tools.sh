#!/usr/bin/env bash
# Installs, on Debian 12 as root, the tools of other makers that `./mvnw -B -Pworkflow -pl sdk,samples -am test` asks: validators of
# DICOM, readers, and an archive. Without them their tests are skipped by name.
set -euo pipefail

apt-get update -qq
apt-get install -y -qq --no-install-recommends \
  dcmtk dicom3tools libpixelmed-java poppler-utils \
  orthanc orthanc-dicomweb \
  nodejs npm chromium
# The archive that the package starts is not needed: the test starts one of its own.
if command -v systemctl >/dev/null 2>&1; then
  systemctl disable --now orthanc >/dev/null 2>&1 || true
fi
# ONNX Runtime for the page in a browser.
(cd "$(dirname "$0")/web" && npm ci --silent && npm run --silent prepare-page)
