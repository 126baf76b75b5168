#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""An SMTP server that misbehaves as it is told: smtp_server.py PORT DIR [CERT KEY]

DIR/mode is read at each connection: one line of words,
  ok                        takes mails
  hang:STAGE                says nothing more once STAGE is reached
  break:STAGE               closes there
  reply:STAGE:CODE TEXT     answers so there
  no-starttls               does not offer TLS
  auth:USER:PASSWORD        demands it, and refuses another
  kill:STAGE                answers, names the stage in DIR/reached, waits for DIR/go and closes
  hold:STAGE                the same, but goes on
  hang:rcpt:TEXT            only for a recipient with TEXT in it
STAGE is greeting, ehlo, starttls, auth, mail, rcpt, data, body (in the middle of it), dot.
TLS is offered when CERT and KEY are given, with TLS=1 in the environment from the start.
DIR/log has a line a command; DIR/mails one file a mail that was answered with 250, named by its
Message-Id and how many times it came.
"""
import base64
import os
import re
import socket
import ssl
import sys
import threading
import time

port, folder = int(sys.argv[1]), sys.argv[2]
pair = sys.argv[3:5]
lock = threading.Lock()


def note(words):
    with lock, open(f"{folder}/log", "a") as log:
        log.write(words + "\n")


class Ended(Exception):
    pass


class Session:
    def __init__(self, link):
        self.link = link
        self.tls = False
        with open(f"{folder}/mode") as file:
            self.mode = file.read().strip()
        self.act, _, rest = self.mode.partition(":")
        self.stage, _, self.words = rest.partition(":")
        self.file = link.makefile("rb")
        self.heard = ""
        self.known = self.act != "auth"

    def say(self, words):
        self.link.sendall((words + "\r\n").encode())

    def at(self, stage, answer):
        """Answers at a stage, unless the mode has other plans for it."""
        mine = self.stage == stage and (self.act != "hang" or self.words in self.heard)
        if mine and self.act == "hang":
            time.sleep(600)
        if mine and self.act == "break":
            raise Ended
        if mine and self.act == "reply":
            self.say(self.words)
            return False
        self.say(answer)
        if mine and self.act in ("kill", "hold") and not os.path.exists(f"{folder}/go"):
            if stage == "dot":
                self.keep(self.whole)
            with open(f"{folder}/reached", "w") as file:
                file.write(stage)
            while not os.path.exists(f"{folder}/go"):
                time.sleep(0.05)
            if self.act == "kill" or stage == "dot":
                raise Ended
        return True

    def line(self):
        words = self.file.readline()
        if not words:
            raise Ended
        return words.decode("utf-8", "replace").rstrip("\r\n")

    def start_tls(self):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*pair)
        self.link = context.wrap_socket(self.link, server_side=True)
        self.file = self.link.makefile("rb")
        self.tls = True

    def ehlo(self):
        offers = ["250-smtp.test", "250-8BITMIME"]
        if pair and not self.tls and self.mode != "no-starttls":
            offers.append("250-STARTTLS")
        if self.act == "auth" and (self.tls or self.words.endswith("clear")):
            offers.append("250-AUTH PLAIN LOGIN")
        self.at("ehlo", "\r\n".join(offers + ["250 HELP"]))

    def ask(self, challenge):
        self.say("334 " + base64.b64encode(challenge).decode())
        return base64.b64decode(self.line()).decode()

    def auth(self, words):
        if words.upper().startswith("AUTH LOGIN"):
            given = ["", self.ask(b"Username:"), self.ask(b"Password:")]
        else:
            given = base64.b64decode(words.split()[2]).decode().split("\0")
        note(f"AUTH as {given[1]}{'' if self.tls else ' IN CLEAR'}")
        if given[1:] == [self.stage, self.words]:
            self.say("235 2.7.0 welcome")
            self.known = True
        else:
            self.say("535 5.7.8 no such user or password")

    def data(self):
        if not self.at("data", "354 go on"):
            return
        body = []
        while True:
            words = self.file.readline()
            if not words:
                raise Ended
            if len(body) == 3 and self.stage == "body":
                self.at("body", "")  # hangs or breaks off
            if words == b".\r\n":
                break
            body.append(words[1:] if words.startswith(b"..") else words)
        self.whole = b"".join(body)
        if self.at("dot", "250 2.0.0 taken"):
            self.keep(self.whole)

    def keep(self, whole):
        name = re.search(rb"^Message-Id: <([^>]*)>", whole, re.M | re.I).group(1).decode()
        with lock:
            times = len([f for f in os.listdir(f"{folder}/mails") if f.startswith(name)])
            with open(f"{folder}/mails/{name}.{times + 1}", "wb") as file:
                file.write(whole)

    def run(self):
        if os.environ.get("TLS") == "1":
            self.start_tls()
        if not self.at("greeting", "220 smtp.test ESMTP"):
            return
        while True:
            words = self.line()
            self.heard = words
            verb = words.split(" ")[0].upper()
            note(verb if verb == "AUTH" else words)
            if verb in ("EHLO", "HELO"):
                self.ehlo()
            elif verb == "STARTTLS":
                if self.at("starttls", "220 go ahead"):
                    self.start_tls()
            elif verb == "AUTH":
                self.auth(words)
            elif verb == "MAIL":
                self.at("mail", "250 2.1.0 sender" if self.known else "530 5.7.0 sign in first")
            elif verb == "RCPT":
                self.at("rcpt", "250 2.1.5 recipient")
            elif verb == "DATA":
                self.data()
            elif verb == "QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 fine")


def serve(link):
    try:
        with link:
            Session(link).run()
    except (Ended, OSError, ssl.SSLError) as why:
        note(f"ended {why!r}")


os.makedirs(f"{folder}/mails", exist_ok=True)
server = socket.create_server(("127.0.0.1", port), backlog=64)
while True:
    threading.Thread(target=serve, args=(server.accept()[0],), daemon=True).start()
