
"use strict";
(() => {
  const form = document.getElementById("lookup");
  if (!form) return;
  const what = document.getElementById("what");
  const file = document.getElementById("file");
  const hasFiles = (event) => [...event.dataTransfer.types].includes("Files");

  // Enter looks up, as in a box of one line; Shift and Enter begins a new one.
  what.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    form.requestSubmit();
  });
  file.addEventListener("change", () => {
    if (file.files.length) form.requestSubmit();
  });
  addEventListener("dragover", (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    form.classList.add("over");
  });
  addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) form.classList.remove("over");
  });
  addEventListener("drop", (event) => {
    form.classList.remove("over");
    if (!hasFiles(event)) return;
    event.preventDefault();
    file.files = event.dataTransfer.files;
    form.requestSubmit();
  });
  // Going back must not show again what was pasted.
  addEventListener("pagehide", () => form.reset());
})();
