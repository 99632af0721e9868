// Uncovers the button that copies its data-text, where the browser lets a page do so, and says in
// the role="status" beside it how that went.
export function start(button) {
  if (!navigator.clipboard) return;
  const status = button.parentElement.querySelector('[role="status"]');
  button.hidden = false;
  button.addEventListener("click", async () => {
    const { text, done, failed } = button.dataset;
    status.textContent = await navigator.clipboard.writeText(text).then(
      () => done,
      () => `${failed} ${text}`,
    );
  });
}
