#!/bin/sh
# Run the suite in a network namespace of its own: loopback is up, and nothing else is there.
#
#     tools/test_without_network.sh [pytest's own words]
#
# Prints what pytest prints, and before it whether anything outside can be reached. Python is .venv's, or $PYTHON.
set -eu
cd "$(dirname "$0")/.."
python=${PYTHON:-.venv/bin/python}
if unshare --net -- true 2>/dev/null; then
  way="unshare --net --"
elif unshare --user --map-root-user --net -- true 2>/dev/null; then
  way="unshare --user --map-root-user --net --"
else
  echo "Not run: a network namespace is not permitted here (it takes root, or unprivileged user namespaces)." >&2
  exit 77
fi
exec $way sh -c '
  ip link set lo up 2>/dev/null || "$0" -c "
import fcntl, socket, struct
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
fcntl.ioctl(s, 0x8914, struct.pack(\"16sh\", b\"lo\", 0x1 | 0x40))
"
  "$0" -c "
import socket
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
try: s.connect((\"192.0.2.1\", 9)); raise SystemExit(\"the namespace has a network: nothing is proved here\")
except OSError as no: print(\"outside:\", no.strerror)
s = socket.socket(); s.bind((\"127.0.0.1\", 0)); s.listen(1)
socket.create_connection(s.getsockname()).close(); print(\"loopback: reached\")
"
  exec "$0" -m pytest "$@"
' "$python" "$@"
