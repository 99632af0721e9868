// Uncovers the button that copies its data-text, where the browser lets a page do so, and says in
// the role="status" beside it how that went.
export function start(button) {
  if (!navigator.clipboard) return;
  const status = button.parentElement.querySelector('[role="status"]');
  button.hidden = false;
  button.addEventListener("click", async () => {
    // In view before it speaks: words that come with their region are not read out.
    status.hidden = false;
    const { text, done, failed } = button.dataset;
    status.textContent = await navigator.clipboard.writeText(text).then(
      () => done,
      () => `${failed} ${text}`,
    );
  });
}
