"use strict";

// The page of one room. The log holds what the room said and nothing else: one line feed behind each message.

const log = document.getElementById("chat-log");
const input = document.getElementById("chat-message-input");
const submit = document.getElementById("chat-message-submit");
const statusLine = document.getElementById("chat-status");
const unsentList = document.getElementById("chat-unsent");

const MAX_FRAME = 65536;    // bytes; the server closes the connection over a longer one
const MAX_LOG = 1 << 20;    // characters kept in the log
const MAX_WAITING = 100;    // messages kept while there is no connection

const room = window.location.pathname.split("/")[2];
const socketURL = (window.location.protocol === "https:" ? "wss://" : "ws://") +
  window.location.host + "/ws/chat/" + room + "/";

let socket = null;
let attempts = 0;
let openedAt = 0;
let waiting = [];           // typed without a connection: sent by the next one
let unechoed = [];          // sent, and not yet said by the room
let timer = null;

document.getElementById("room-name").textContent = decodeURIComponent(room);
document.title = decodeURIComponent(room);

function say(text, isBad) {
  statusLine.textContent = waiting.length ? text + "; waiting to be sent: " + waiting.length : text;
  statusLine.classList.toggle("bad", isBad);
}

function append(line) {
  const isAtEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 40;
  let text = log.value + line + "\n";
  if (text.length > MAX_LOG) text = text.slice(text.indexOf("\n", text.length - MAX_LOG / 2) + 1);
  log.value = text;
  if (isAtEnd) log.scrollTop = log.scrollHeight;
}

function receive(event) {
  let value;
  try {
    value = JSON.parse(event.data).message;
  } catch {
    return;
  }
  const text = typeof value === "string" ? value : JSON.stringify(value);
  if (text === undefined) return;
  const own = unechoed.indexOf(text);
  if (own >= 0) unechoed.splice(own, 1);
  append(text);
}

function transmit(text) {
  socket.send(JSON.stringify({ message: text }));
  unechoed.push(text);
}

function connect() {
  clearTimeout(timer);
  socket = new WebSocket(socketURL);
  socket.onopen = () => {
    openedAt = Date.now();
    const texts = waiting;
    waiting = [];
    texts.forEach(transmit);
    say("connected", false);
  };
  socket.onmessage = receive;
  socket.onclose = (event) => {
    socket = null;
    reportUnconfirmed();
    if (openedAt && Date.now() - openedAt > 60000) attempts = 0;
    openedAt = 0;
    // 1012: the server restarts, and everybody was sent away at once, so everybody spreads out.
    const delay = event.code === 1012 ? Math.random() * 5000
      : Math.random() * Math.min(30000, 250 * 2 ** attempts);
    attempts = Math.min(attempts + 1, 10);
    const reason = event.reason ? " (" + event.reason + ")" : "";
    say("no connection" + reason + "; trying again in " + Math.ceil(delay / 1000) + " s", true);
    timer = setTimeout(connect, delay);
  };
}

// What was sent and never came back may have been said or not: it is shown, and not sent again by itself.
function reportUnconfirmed() {
  for (const text of unechoed) {
    const item = document.createElement("li");
    item.textContent = "perhaps not delivered: " + text;
    unsentList.append(item);
  }
  while (unsentList.childElementCount > MAX_WAITING) unsentList.firstElementChild.remove();
  unechoed = [];
}

function send() {
  const text = input.value;
  // The tutorial's page sends an empty message, which shows everybody an empty line: never what the person wanted.
  if (text === "") return;
  if (new TextEncoder().encode(JSON.stringify({ message: text })).length > MAX_FRAME) {
    say("the message is too long and was not sent", true);
    return;
  }
  if (socket && socket.readyState === WebSocket.OPEN) {
    transmit(text);
  } else if (waiting.length < MAX_WAITING) {
    waiting.push(text);
    say("no connection", true);
  } else {
    say("no connection, and too many messages wait; this one was not sent", true);
    return;
  }
  input.value = "";
}

input.addEventListener("keyup", (event) => {
  if (event.key === "Enter" && !event.isComposing) submit.click();
});
submit.addEventListener("click", () => {
  send();
  input.focus();
});
window.addEventListener("online", () => {
  if (!socket) connect();
});

input.focus();
connect();
