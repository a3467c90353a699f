"use strict";

const input = document.getElementById("room-name-input");
const submit = document.getElementById("room-name-submit");
const status = document.getElementById("room-name-status");

function enter() {
  const name = input.value.trim();
  // The server answers 404 to any other name; saying so here saves a page that only says that.
  if (/^[A-Za-z0-9_-]{1,64}$/.test(name)) {
    window.location.pathname = "/chat/" + name + "/";
  } else {
    status.textContent = "A room's name is 1 to 64 letters from A to Z, digits, - or _.";
    status.classList.add("bad");
    input.focus();
  }
}

input.addEventListener("keyup", (event) => {
  if (event.key === "Enter" && !event.isComposing) submit.click();
});
submit.addEventListener("click", enter);
input.focus();
