"""Plays a Redis, where none is installed: python -m tests.faults.played_cache PORT

It knows what Django's cache asks of it for one key, and forgets nothing by the clock.
"""

import sys
from socketserver import StreamRequestHandler, ThreadingTCPServer

KEPT = {}


class Line(StreamRequestHandler):
    def handle(self):
        while head := self.rfile.readline():
            words = [self.word() for _ in range(int(head[1:]))]
            self.wfile.write(answer(words[0].upper(), words[1:]))

    def word(self):
        length = int(self.rfile.readline()[1:])
        return self.rfile.read(length + 2)[:-2]


def answer(command, words):
    if command == b"SET":
        KEPT[words[0]] = words[1]
        return b"+OK\r\n"
    if command == b"GET":
        value = KEPT.get(words[0])
        return b"$-1\r\n" if value is None else b"$%d\r\n%b\r\n" % (len(value), value)
    return b"-ERR unknown command\r\n"


class Server(ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


with Server(("127.0.0.1", int(sys.argv[1])), Line) as server:
    server.serve_forever()
