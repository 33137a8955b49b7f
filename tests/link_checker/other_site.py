"""Somebody else's web server, on this computer, and a walk to it."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from chapters_portal.link_checker.crawler import Crawler
from chapters_portal.link_checker.web import Web

HERE = "127.0.0.1"


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self):
        self.server.asked.append((self.command, self.path))
        page = self.server.pages.get(self.path, 404)
        if callable(page):
            return page(self)
        status, headers, body = page if isinstance(page, tuple) else (page, {}, b"")
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    do_GET = do_HEAD = answer

    def log_message(self, *args):
        pass


class OtherSite(ThreadingHTTPServer):
    """`pages` has a status, a triple of status, headers and body, or a function for each path.

    `asked` lists the questions, `over` is set when the test ends, for pages that never answer.
    """

    def __init__(self, test):
        super().__init__((HERE, 0), Handler)
        self.pages, self.asked, self.over = {}, [], threading.Event()
        self.base = f"http://{HERE}:{self.server_port}"
        thread = threading.Thread(
            target=self.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        )
        thread.start()
        test.addCleanup(self.server_close)
        test.addCleanup(self.shutdown)
        test.addCleanup(self.over.set)

    def handle_error(self, request, client_address):
        """A guest who hangs up early is no news."""

    @property
    def links_asked(self):
        return [(method, path) for method, path in self.asked if path != "/robots.txt"]


def redirect(place, status=302):
    return status, {"Location": place}, b""


def raw(*chunks):
    """A page that sends `chunks` as they are, and hangs up."""

    def page(handler):
        for chunk in chunks:
            handler.wfile.write(chunk)
        handler.close_connection = True

    return page


def silence(handler):
    handler.server.over.wait(20)
    handler.close_connection = True


def web_of_this_computer(*also):
    """A Web that may ask this computer, at any port."""
    return Web(may_reach=lambda address: address in {HERE, *also}, ports=range(1, 65536))


def visitor(sleep=lambda seconds: None, **options):
    return Crawler(web_of_this_computer(), sleep=sleep, **options)
