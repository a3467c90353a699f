"""Headless Chromium, driven by its DevTools protocol."""

import base64
import itertools
import json
import pathlib
import re
import shutil
import subprocess
import tempfile
import threading

from websockets.sync.client import connect

from waiting import eventually


class Chromium:
    """One browser with a profile of its own."""

    def __init__(self):
        self._profile = tempfile.mkdtemp(prefix="chat-tui-browser-")
        self._process = subprocess.Popen(
            [
                "chromium", "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
                "--no-first-run", "--disable-background-networking", "--disable-component-update",
                "--remote-debugging-port=0", f"--user-data-dir={self._profile}", "about:blank",
            ],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        self._address = None
        self._stderr = []
        self._reader = threading.Thread(target=self._read_stderr, daemon=True)
        self._reader.start()
        eventually(lambda: self._address, within=60, what=lambda: self._stderr[-20:])
        # Chromium refuses a handshake with an Origin unless told otherwise.
        self._socket = connect(self._address, max_size=None, compression=None, legacy=True)
        self._numbers = itertools.count(1)
        self._events = []

    def _read_stderr(self):
        for line in self._process.stderr:
            self._stderr.append(line)
            found = re.match(r"DevTools listening on (ws://\S+)", line)
            if found:
                self._address = found[1]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._socket.close()
        self._process.terminate()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._reader.join(5)
        shutil.rmtree(self._profile, ignore_errors=True)

    def call(self, method, session=None, **parameters):
        """Calls a method of the protocol and returns its result; events that come meanwhile are kept."""
        number = next(self._numbers)
        request = {"id": number, "method": method, "params": parameters}
        if session:
            request["sessionId"] = session
        self._socket.send(json.dumps(request))
        while True:
            answer = json.loads(self._socket.recv(30))
            if answer.get("id") == number:
                assert "error" not in answer, (method, answer["error"])
                return answer["result"]
            self._events.append(answer)

    def events(self, session, method):
        """The events of a tab so far."""
        return [e["params"] for e in self._events if e.get("sessionId") == session and e["method"] == method]

    def tab(self, url):
        """Opens a page in a tab of its own."""
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        tab = Tab(self, session)
        for domain in ("Page", "Runtime", "Log"):
            tab.call(f"{domain}.enable")
        tab.call("Emulation.setFocusEmulationEnabled", enabled=True)
        tab.go(url)
        return tab


class Tab:
    """One tab."""

    def __init__(self, browser, session):
        self._browser = browser
        self._session = session

    def call(self, method, **parameters):
        """Calls a method of the protocol for this tab."""
        return self._browser.call(method, self._session, **parameters)

    def go(self, url):
        """Loads a page."""
        self.call("Page.navigate", url=url)
        self.wait_until("document.readyState === 'complete' && location.href !== 'about:blank'")

    def value(self, expression):
        """The value of a JavaScript expression."""
        result = self.call("Runtime.evaluate", expression=expression, returnByValue=True)
        assert "exceptionDetails" not in result, result
        return result["result"].get("value")

    def wait_until(self, expression, within=15):
        """Waits until a JavaScript expression is true; a page that is being left has no answer yet."""

        def holds():
            try:
                return self.value(expression)
            except AssertionError:
                return False

        eventually(holds, within, what=lambda: (expression, self.value("document.body.innerText"), self.faults()))

    def type(self, text):
        """Types into whatever has the focus."""
        self.call("Input.insertText", text=text)

    def press_enter(self):
        """Presses and releases Enter."""
        key = {"key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 13, "nativeVirtualKeyCode": 13}
        self.call("Input.dispatchKeyEvent", type="keyDown", text="\r", **key)
        self.call("Input.dispatchKeyEvent", type="keyUp", **key)

    def click(self, element):
        """Clicks in the middle of the element with this id."""
        box = self.value(
            f"(() => {{ const b = document.getElementById('{element}').getBoundingClientRect();"
            " return {x: b.x + b.width / 2, y: b.y + b.height / 2}; })()"
        )
        for kind in ("mousePressed", "mouseReleased"):
            self.call("Input.dispatchMouseEvent", type=kind, button="left", clickCount=1, **box)

    def faults(self):
        """Exceptions and errors of the page so far."""
        self.value("1")  # collects the events that wait
        thrown = self._browser.events(self._session, "Runtime.exceptionThrown")
        logged = [
            entry["entry"]["text"] + " " + entry["entry"].get("url", "")
            for entry in self._browser.events(self._session, "Log.entryAdded")
            if entry["entry"]["level"] == "error"
        ]
        return [fault["exceptionDetails"] for fault in thrown] + logged

    def frames(self):
        """The WebSocket messages that came to the page since `Network.enable`."""
        self.value("1")  # collects the events that wait
        events = self._browser.events(self._session, "Network.webSocketFrameReceived")
        return [event["response"]["payloadData"] for event in events]

    def screenshot(self, path):
        """Saves a picture of the page."""
        data = self.call("Page.captureScreenshot", format="png")["data"]
        path = pathlib.Path(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(base64.b64decode(data))
