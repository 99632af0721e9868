// One key for each outcome of a call. It works while the focus is on the outcomes, where the page
// starts, so no digit of a note is taken for a key.
const form = document.querySelector("form[data-call-keys]");

if (form) {
  const outcomes = [...form.querySelectorAll('input[name="outcome"]')];
  form.addEventListener("keydown", (event) => {
    if (!outcomes.includes(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
    const chosen = outcomes[Number(event.key) - 1];
    if (!chosen) return;
    event.preventDefault();
    chosen.checked = true;
    chosen.focus();
  });
  const hasKeys = window.matchMedia("(hover: hover)").matches;
  if (hasKeys && !document.querySelector(".problems")) outcomes[0].focus({ preventScroll: true });
}
