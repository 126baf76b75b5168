# SPDX-License-Identifier: Apache-2.0
"""A collector of RFC 5424 over TCP (RFC 6587), once per connection: log_server.py PORT FILE [--cut].
What came whole is a line of FILE; then it closes. --cut: it reads half and breaks off."""
import socket
import sys

port, path, cut = int(sys.argv[1]), sys.argv[2], "--cut" in sys.argv
server = socket.socket()
server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
server.bind(("127.0.0.1", port))
server.listen()
print("ready", flush=True)
while True:
    peer, _ = server.accept()
    if cut:
        peer.recv(100)
        peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        peer.close()
        continue
    data = b""
    while part := peer.recv(65536):
        data += part
    with open(path, "ab") as out:
        while data:
            count, _, data = data.partition(b" ")
            out.write(data[: int(count)] + b"\n")
            data = data[int(count) :]
    peer.close()
