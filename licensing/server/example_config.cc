#include <string>
#include <utility>

#include "licensing/server/config.h"

namespace countersign::server {
namespace {

constexpr std::string_view kBeforePassphrase =
    R"(# How this installation runs. Every key is here with its default; a key that is not known is an error.
# Changes take effect at the next start. Relative paths start at the directory of this file.

[server]
# Where to listen: a numeric address with a port (0: any that is free), for gRPC also "unix:/path".
# Beyond this machine only with TLS; then put a proxy before gRPC that guards against resets.
# `countersign serve --grpc … --http …` goes before both.
grpc = "127.0.0.1:7443"
http = "127.0.0.1:7480"
# How long a stopping server waits for clients to take their last answers (1 to 3600).
stop_seconds = 30

[tls]
# PEM files: the certificate with its chain, and its private key. Both faces use them. Empty: no TLS.
certificate = ""
key = ""

[keys]
# A file whose first line is the passphrase of the key files, for its owner alone to read. The flags
# --passphrase-fd and --passphrase-file go before it; with neither, the systemd credential
# countersign.passphrase is taken.
)";

constexpr std::string_view kAfterPassphrase = R"(
[log]
# auto: plain lines on a terminal, else JSON, one object a line, on standard error. Or json, or plain.
format = "auto"
# info: every call. warning: calls that failed, and alarms. error: faults of the server alone.
level = "info"

[limits]
# Calls a minute of each method of the licence surface by one network address (IPv6: by one /64); 0 for
# no limit, e.g. when every machine comes through one proxy.
software_calls_per_minute = 6000
# Threads that work off calls, and how many calls may wait for one before they are refused as
# OVERLOADED. The licence surface (software) and the admin surface have their own.
software_threads = 4
software_queue = 1024
admin_threads = 4
admin_queue = 256

[http]
# Threads that read and write HTTP.
threads = 2
# Connections at once, in all and from one network address; one more is closed.
connections = 4096
connections_per_address = 512
# How long a connection may wait for a request to begin, and how long a request's head, its body and
# the taking of its answer may last (1 to 3600 each).
idle_seconds = 60
header_seconds = 10
body_seconds = 30
write_seconds = 30

[vendor]
# Who sends reminders and notices: the firm, and the person who answers for them. A formal notice is
# not sent before all of these are given.
name = ""
contact_name = ""
contact_title = ""
# Its lines are separated by \\n.
contact_address = ""
contact_phone = ""
contact_email = ""
# How to pay (the bank details), and where to turn: an address, a number or a page each.
pay_to = ""
disputes_to = ""
instalments_to = ""
export_from = ""

# Who sends what, where it is not the person above: [account_manager] the reminders and words of deliveries,
# [collections] urgent notices and words of effects, [manager] formal notices. An address, phone or email that is
# not given is the vendor's. released_by, the id of a user: each reminder or notice of that role waits until
# this user approves it (countersign approval list), and is then signed by the person. Without it they are
# automatic, and the person answers questions.
# [manager]
# name = "Mei Lin"
# title = "General Manager"
# address = "1 Example Road"
# phone = "+1 555 0100"
# email = "mei.lin@vendor.example"
# released_by = "mei"

[portal]
# Where customers reach the HTTP face, an https address such as https://licences.example.com: what comes to
# <address>/notices/… is passed on to /notices/… there. Each notice that is mailed then has a personal link,
# under which its contact confirms receipt with a code. Empty: no links. The limit of
# software_calls_per_minute holds for these pages too, of each network address.
address = ""

[scheduler]
# What falls due by itself is carried out by one server at a time; of several on one store another one
# takes over when that gave no sign of life for so long (1 to 3600).
lease_seconds = 15
# A step that fails is tried again after a second, then after twice as long each time, at most this
# (1 to 3600). The others are not held up by it.
retry_seconds = 300

[delivery]
# The relay that takes mail: smtp://host:port (with STARTTLS; in the clear to this machine alone) or
# smtps://host:port. Empty: no mail is sent, and what is to be sent waits.
smtp_url = ""
# Who we are to it; the file's first line is the password, for its owner alone to read. Empty: nobody.
smtp_user = ""
smtp_password_file = ""
# PEM certificates that vouch for it. Empty: the system's authorities.
smtp_ca_file = ""
# Whom mails are from, and who gets the answers; empty: whoever they are from.
from_name = ""
from_address = ""
reply_to = ""
# Where reports of delivery come back: a domain of their own, whose mail to bounce+…@domain a mail server
# puts into this mailbox, a Maildir or an mbox file. Empty: no reports by mail are asked for or read.
bounce_domain = ""
bounce_mailbox = ""
# For reports that a mail provider or the gateway below posts to /v1/delivery-reports: a file whose first
# line is the secret of their signatures, whsec_ and 24 to 64 random bytes in base64. Beside the mailbox or
# instead of it. Empty: none are taken.
report_secret_file = ""
# The gateway for SMS and chat: an https URL (http to this machine alone) that takes Standard Webhooks.
# The secret file's first line is whsec_ and 24 to 64 random bytes in base64. Empty: what is to be sent
# that way waits.
webhook_url = ""
webhook_secret_file = ""
webhook_ca_file = ""

[blobs]
# Attachments: how many bytes one may have (1 to 1099511627776), and how many may be on their way at
# once (1 to 1024); one more is refused as OVERLOADED. Each takes about 256 KiB of memory, whatever its
# size. A transfer may last http.body_seconds (or http.write_seconds) and a second for every 16 KiB.
max_bytes = 67108864
transfers = 16
)";

// Who sends notices in a simulated installation, so that they can be rehearsed at once.
constexpr std::pair<std::string_view, std::string_view> kMadeUpVendor[] = {
    {"name", "Beispiel Software GmbH"},
    {"contact_name", "Anna Beispiel"},
    {"contact_title", "Head of Receivables"},
    {"contact_address", "Hafenstraße 1, 20457 Hamburg"},
    {"contact_phone", "+49 40 5550123"},
    {"contact_email", "receivables@vendor.example"},
    {"pay_to", "IBAN DE02 1203 0000 0000 2020 51, reference: the invoice's number"},
    {"disputes_to", "disputes@vendor.example"},
    {"instalments_to", "receivables@vendor.example"},
    {"export_from", "the program's menu: Data, Export"},
};

void MakeUpVendor(std::string& text) {
  std::size_t at = text.find("[vendor]\n");
  for (const auto& [key, value] : kMadeUpVendor) {
    const std::string empty = "\n" + std::string(key) + " = \"";
    at = text.find(empty + "\"\n", at);
    text.insert(at + empty.size(), value);
  }
}

}  // namespace

std::string ExampleConfig(std::string_view passphrase_file, bool simulated) {
  std::string text(kBeforePassphrase);
  text += "passphrase_file = \"" + std::string(passphrase_file) + "\"\n";
  text += kAfterPassphrase;
  if (simulated) MakeUpVendor(text);
  return text;
}

}  // namespace countersign::server
