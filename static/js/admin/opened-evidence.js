// "Verify many": when you come back from a piece of evidence, you can check its answer without a
// reload. A row that changed meanwhile is replaced, unchecked. Without this, there's the reload button.
const table = document.querySelector("[data-evidence]");
const KEPT = "input[type=checkbox]";
const TOLD = "[data-opened]";
let isAsking = false;

function seenIn(row) {
  return row.querySelector("input[type=hidden]").value;
}

function renew(row, now) {
  if (!now || seenIn(row) !== seenIn(now)) {
    row.replaceWith(...(now ? [document.adoptNode(now)] : []));
    return;
  }
  row.querySelector(KEPT).disabled = now.querySelector(KEPT).disabled;
  now.querySelectorAll(TOLD).forEach((told, place) => {
    row.querySelectorAll(TOLD)[place].textContent = told.textContent;
  });
}

async function ask() {
  if (isAsking || document.visibilityState !== "visible") return;
  isAsking = true;
  try {
    const response = await fetch(location.href);
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    // The login page has no such table.
    if (!page.querySelector("[data-evidence]")) return;
    table.querySelectorAll("tr[id]").forEach((row) => renew(row, page.getElementById(row.id)));
    document.querySelector("[data-checkable]").textContent =
      page.querySelector("[data-checkable]").textContent;
  } catch {
    // Without a connection, the page stays as it is.
  } finally {
    isAsking = false;
  }
}

if (table) {
  window.addEventListener("focus", ask);
  window.addEventListener("pageshow", ask);
  document.addEventListener("visibilitychange", ask);
}
