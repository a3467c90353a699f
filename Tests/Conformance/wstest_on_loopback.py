# Python 2.7, like the suite itself; Scripts/conformance runs it with the suite's interpreter.
"""wstest with its listeners on 127.0.0.1, and without the HTML reports.

The suite's own program listens on all interfaces, and writes some 150 MB of pages.
"""
import sys

from autobahntestsuite import choosereactor  # noqa: F401, must come before any other import
from twisted.internet import reactor

from autobahntestsuite import fuzzing, wstest

listen_tcp = reactor.listenTCP
create_reports = fuzzing.FuzzingFactory.createReports


def listen_on_loopback(port, factory, backlog=50, interface=""):
    return listen_tcp(port, factory, backlog, "127.0.0.1")


def create_json_reports(self, produceHtml=True, produceJson=True):
    return create_reports(self, produceHtml=False, produceJson=produceJson)


reactor.listenTCP = listen_on_loopback
fuzzing.FuzzingFactory.createReports = create_json_reports
sys.argv[0] = "wstest"
wstest.run()
