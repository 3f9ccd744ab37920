"""An SMTP server for tests: `smtp_server.py DIRECTORY PORT [--dsn] [--login USER PASSWORD] [--starttls|--smtps]`.

Listens on 127.0.0.1, prints the port, and writes a line of JSON for each mail that it took to DIRECTORY/received. What it
answers instead of "250" is in DIRECTORY/rules, JSON: {"MAIL": reply, "RCPT": {address: reply}, "DATA": reply}, read anew
for each command. DIRECTORY/cert.pem and key.pem are its certificate.
"""

import argparse
import asyncio
import email
import email.policy
import json
import pathlib
import re
import ssl

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

parser = argparse.ArgumentParser()
parser.add_argument("directory", type=pathlib.Path)
parser.add_argument("port", type=int)
parser.add_argument("--dsn", action="store_true")
parser.add_argument("--login", nargs=2)
parser.add_argument("--starttls", action="store_true")
parser.add_argument("--smtps", action="store_true")
options = parser.parse_args()


def rules():
    path = options.directory / "rules"
    return json.loads(path.read_text()) if path.exists() else {}


def parts_of(mail):
    return [{"type": part.get_content_type(), "charset": part.get_content_charset(),
             "text": part.get_content().replace("\r\n", "\n")}
            for part in mail.walk() if not part.is_multipart()]


class Handler:
    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        session.host_name = hostname
        return responses[:1] + ["250-DSN"] + responses[1:] if options.dsn else responses

    async def handle_MAIL(self, server, session, envelope, address, mail_options):
        if "MAIL" in rules():
            return rules()["MAIL"]
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, rcpt_options):
        reply = rules().get("RCPT", {}).get(address)
        if reply:
            return reply
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if "DATA" in rules():
            return rules()["DATA"]
        mail = email.message_from_bytes(envelope.content, policy=email.policy.default)
        line = json.dumps({
            "helo": session.host_name,
            "peer": str(session.peer),
            "mail": server.mail_line,
            "rcpt": server.rcpt_line,
            "from": envelope.mail_from,
            "to": envelope.rcpt_tos,
            "tls": session.ssl is not None or options.smtps,
            "user": session.auth_data.login.decode() if session.auth_data else "",
            "type": mail.get_content_type(),
            "headers": {name.lower(): str(value) for name, value in mail.items()},
            "parts": parts_of(mail),
            "longest_line": max(map(len, envelope.content.split(b"\r\n"))),
            "raw": envelope.content.decode("latin-1"),
        })
        with open(options.directory / "received", "a", encoding="utf-8") as received:
            received.write(line + "\n")
        return "250 OK"


class Server(SMTP):
    """Knows the parameters of RFC 3461, which aiosmtpd does not."""

    async def smtp_MAIL(self, arg):
        self.mail_line = arg
        await super().smtp_MAIL(re.sub(r" (RET|ENVID)=\S+", "", arg) if options.dsn else arg)

    async def smtp_RCPT(self, arg):
        self.rcpt_line = arg
        await super().smtp_RCPT(re.sub(r" (NOTIFY|ORCPT)=\S+", "", arg) if options.dsn else arg)


def authenticate(server, session, envelope, mechanism, data):
    known = isinstance(data, LoginPassword) and [data.login.decode(), data.password.decode()] == options.login
    return AuthResult(success=known, handled=False, auth_data=data)


def make(context):
    login = {"authenticator": authenticate, "auth_required": True, "auth_require_tls": False} if options.login else {}
    return Server(Handler(), hostname="relay.example", tls_context=context if options.starttls else None, **login)


async def main():
    context = None
    if options.starttls or options.smtps:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(options.directory / "cert.pem", options.directory / "key.pem")
    server = await asyncio.get_running_loop().create_server(
        lambda: make(context), "127.0.0.1", options.port, ssl=context if options.smtps else None)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


asyncio.run(main())
