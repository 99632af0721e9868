// The admin's search boxes by keyboard and by ear: they carry their field's label, and the first
// letter typed opens them. A form marked with data-starts-typing begins in its first box.
const SELECTION = ".select2-selection";

function nameAfterLabel(box) {
  const select = box.previousElementSibling;
  const label = document.querySelector(`label[for="${select.id}"]`);
  if (!label) return;
  label.id ||= `${select.id}_label`;
  const value = box.querySelector(".select2-selection__rendered");
  box.querySelector(SELECTION).setAttribute("aria-labelledby", `${label.id} ${value.id}`);
  value.removeAttribute("role");
  value.removeAttribute("aria-readonly");
}

function openSearch(box) {
  const select = box.previousElementSibling;
  window.django.jQuery(select).select2("open");
  const search = document.querySelector(".select2-container--open .select2-search__field");
  const label = document.querySelector(`label[for="${select.id}"]`);
  search.setAttribute("aria-label", label?.textContent ?? "");
  search.focus();
  return search;
}

document.addEventListener("keydown", (event) => {
  const selection = event.target.closest(SELECTION);
  const isLetter = event.key.length === 1 && event.key !== " ";
  if (!selection || !isLetter || event.ctrlKey || event.metaKey || event.altKey) return;
  const search = openSearch(selection.closest(".select2"));
  search.value = event.key;
  search.dispatchEvent(new Event("input", { bubbles: true }));
  event.preventDefault();
});

window.addEventListener("load", () => {
  // The boxes are drawn when jQuery finds the page ready; this waits in the same line.
  window.django.jQuery(() => {
    document.querySelectorAll(".select2").forEach(nameAfterLabel);
    const form = document.querySelector("form[data-starts-typing]");
    if (form && !document.querySelector(".problems")) form.querySelector(SELECTION).focus();
  });
});
