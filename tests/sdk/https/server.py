"""A server for the transport's tests, with whatever manners they ask for.

server.py KIND [CERTIFICATE KEY]: prints its port, then serves until it is killed. KIND:
  plain   HTTP          tls      HTTPS
  silent  accepts and says nothing
  huge    an answer of 2 MiB
  proxy   an HTTP proxy: CONNECT and absolute addresses; prints each request line to standard error
Answers are JSON with what was received.
"""

import http.server
import json
import socket
import ssl
import sys
import threading


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        print(self.requestline, file=sys.stderr, flush=True)
        body = self.rfile.read(int(self.headers["content-length"]))
        answer = json.dumps(
            {
                "path": self.path,
                "body": body.decode(),
                "proof": self.headers["countersign-proof"],
                "type": self.headers["content-type"],
                "host": self.headers["host"],
            }
        ).encode()
        if kind == "huge":
            answer = b"x" * (2 * 1024 * 1024)
        self.send_response(418 if "teapot" in self.path else 200)
        self.send_header("content-length", str(len(answer)))
        self.end_headers()
        try:
            self.wfile.write(answer)
        except OSError:
            pass

    def do_CONNECT(self):
        print(self.requestline, file=sys.stderr, flush=True)
        if "forbidden" in self.path:
            self.send_error(403)
            return
        port = int(self.path.rsplit(":", 1)[1])
        upstream = socket.create_connection(("127.0.0.1", port))
        self.send_response(200)
        self.end_headers()
        self.wfile.flush()

        def copy(source, target):
            try:
                while data := source.recv(65536):
                    target.sendall(data)
                target.shutdown(socket.SHUT_WR)
            except OSError:
                pass

        back = threading.Thread(target=copy, args=(upstream, self.connection), daemon=True)
        back.start()
        copy(self.connection, upstream)
        back.join()
        self.close_connection = True

    def log_message(self, *_):
        pass


kind = sys.argv[1]
if kind == "silent":
    listener = socket.create_server(("127.0.0.1", 0))
    print(listener.getsockname()[1], flush=True)
    held = []
    while True:
        held.append(listener.accept())
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
if kind == "tls":
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(sys.argv[2], sys.argv[3])
    server.socket = context.wrap_socket(server.socket, server_side=True)
print(server.server_address[1], flush=True)
server.serve_forever()
