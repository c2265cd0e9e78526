"use strict";
// Login, play, seek. Everything else works without a script.

for (const form of document.querySelectorAll("form[data-login]")) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const failed = form.querySelector("[data-failed]");
    failed.hidden = true;
    const answer = await fetch(form.dataset.login, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(Object.fromEntries(new FormData(form))),
    }).catch(() => null);
    if (answer && answer.ok) location.assign("/interviews");
    else failed.hidden = false;
  });
}

for (const button of document.querySelectorAll("button[data-logout]")) {
  button.addEventListener("click", async () => {
    await fetch("/v1/session", { method: "DELETE" });
    location.assign("/login");
  });
}

const videos = [...document.querySelectorAll("video[data-play]")].sort(
  (a, b) => Number(a.dataset.fromMs) - Number(b.dataset.fromMs),
);

for (const video of videos) {
  fetch(video.dataset.play, { method: "POST" })
    .then((answer) => (answer.ok ? answer.json() : null))
    .then((grant) => {
      if (grant) video.src = grant.url;
    });
}

// The last part that has begun at that time holds it.
const partAt = (ms) => videos.filter((video) => Number(video.dataset.fromMs) <= ms).pop() ?? videos[0];

for (const button of document.querySelectorAll("button[data-seek-ms]")) {
  button.addEventListener("click", () => {
    const ms = Number(button.dataset.seekMs);
    const video = partAt(ms);
    if (!video) return;
    video.currentTime = ms / 1000;
    video.scrollIntoView({ block: "nearest" });
    video.play();
  });
}
