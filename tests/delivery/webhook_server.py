"""A receiver of webhooks for tests: `webhook_server.py DIRECTORY SECRET`.

Listens on 127.0.0.1, prints the port, and writes a line of JSON for each request to DIRECTORY/received, with whether its
signature is valid by the Standard Webhooks specification. What it answers is in DIRECTORY/rules, JSON: {"status": number,
"headers": {…}}, read anew for each request; 204 without. A secret in DIRECTORY/secret goes before SECRET, for one that is
known only once the port is.
"""

import base64
import hashlib
import hmac
import http.server
import json
import pathlib
import sys

directory = pathlib.Path(sys.argv[1])


def key():
    path = directory / "secret"
    secret = path.read_text() if path.exists() else sys.argv[2]
    return base64.b64decode(secret.removeprefix("whsec_"))


def is_valid(headers, body):
    content = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    expected = "v1," + base64.b64encode(hmac.new(key(), content, hashlib.sha256).digest()).decode()
    return any(hmac.compare_digest(each, expected) for each in headers["webhook-signature"].split(" "))


class Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        headers = {name.lower(): value for name, value in self.headers.items()}
        line = json.dumps({"path": self.path, "headers": headers, "body": json.loads(body), "valid": is_valid(headers, body)})
        with open(directory / "received", "a", encoding="utf-8") as received:
            received.write(line + "\n")
        path = directory / "rules"
        rules = json.loads(path.read_text()) if path.exists() else {}
        self.send_response(rules.get("status", 204))
        for name, value in rules.get("headers", {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
print(server.server_port, flush=True)
server.serve_forever()
