// Says before a form is sent that its files are too many or too large together, as the site would.
// The input carries the limits and the sentences.
export function start(input) {
  const { mostFiles, tooMany, mostBytes, tooLarge } = input.dataset;
  const said = document.createElement("div");
  said.className = "field__error";
  said.id = `${input.id}_problem`;
  said.setAttribute("role", "alert");
  input.before(said);
  input.setAttribute(
    "aria-describedby",
    `${said.id} ${input.getAttribute("aria-describedby") ?? ""}`.trim(),
  );

  function problem() {
    const files = [...input.files];
    if (files.length > mostFiles) return tooMany;
    const bytes = files.reduce((sum, file) => sum + file.size, 0);
    return bytes > mostBytes ? tooLarge : "";
  }

  input.addEventListener("change", () => {
    // The site's own words are about the files before these.
    document.getElementById(`${input.id}_error`)?.remove();
    const words = problem();
    said.textContent = words;
    input.closest(".field").classList.toggle("field--wrong", Boolean(words));
    input.setAttribute("aria-invalid", String(Boolean(words)));
  });
  input.form.addEventListener("submit", (event) => {
    if (!problem()) return;
    event.preventDefault();
    input.focus();
  });
}
