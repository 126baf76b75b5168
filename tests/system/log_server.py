# SPDX-License-Identifier: Apache-2.0
"""A collector of RFC 5424 over TCP (RFC 6587), once per connection: log_server.py PORT FILE [--cut]
[--tls CERTIFICATE]. What came whole is a line of FILE; then it closes. --cut: it reads half and
breaks off. --tls: a file with the key, too; it closes as rsyslog does, without a word of TLS."""
import socket
import ssl
import sys

port, path, cut = int(sys.argv[1]), sys.argv[2], "--cut" in sys.argv
tls = None
if "--tls" in sys.argv:
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(sys.argv[sys.argv.index("--tls") + 1])
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
    if tls:
        try:
            peer = tls.wrap_socket(peer, server_side=True)
        except OSError:
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
