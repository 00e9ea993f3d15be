#!/usr/bin/env bash
# Chromium and a Chinese font for the browser tests, from Debian, if they are missing.
set -eu

packages=()
command -v chromium >/dev/null || command -v chromium-browser >/dev/null || packages+=(chromium)
# fc-list comes with fontconfig, which chromium brings along.
fc-list :lang=zh 2>/dev/null | grep -q . || packages+=(fonts-noto-cjk)
[ ${#packages[@]} -gt 0 ] || exit 0

sudo=()
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo >/dev/null && sudo -n true 2>/dev/null || {
    echo "The browser tests need: ${packages[*]}. Please install them (apt-get install ${packages[*]})." >&2
    exit 1
  }
  sudo=(sudo -n)
fi
command -v apt-get >/dev/null || {
  echo "The browser tests need: ${packages[*]}; there is no apt-get here to install them." >&2
  exit 1
}
export DEBIAN_FRONTEND=noninteractive
"${sudo[@]}" apt-get update -qq
"${sudo[@]}" apt-get install -y -qq --no-install-recommends "${packages[@]}" >/dev/null
