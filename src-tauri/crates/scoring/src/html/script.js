"use strict";
(() => {
  const root = document.documentElement;
  const recording = document.getElementById("recording");
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.dataset.lang) {
      root.dataset.shown = button.dataset.lang;
      root.lang = button.dataset.lang;
      const other = document.querySelector(`main[lang="${button.dataset.lang}"] button.lang`);
      if (other) other.focus();
    } else if (button.dataset.ms && recording) {
      recording.currentTime = Number(button.dataset.ms) / 1000;
      recording.play().catch(() => {});
    }
  });
  addEventListener("beforeprint", () => {
    for (const details of document.querySelectorAll(".questions details")) details.open = true;
  });
})();
