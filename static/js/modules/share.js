// Uncovers the button that hands the page to the device's own sharing, where there is one.
export function start(button) {
  if (!navigator.share) return;
  button.hidden = false;
  const { title, text, url } = button.dataset;
  button.addEventListener("click", async () => {
    try {
      await navigator.share({ title, text, url });
    } catch (error) {
      // Changing your mind is no error.
      if (error.name !== "AbortError") throw error;
    }
  });
}
