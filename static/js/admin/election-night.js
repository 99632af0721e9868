// An election night by keyboard: a candidate's number chooses who goes on, Enter leads to the next
// race and Shift+Enter back. Without this, Tab and the first letter of an outcome do the same.
const BOX = "select";
const form = document.querySelector(".night form");
const contests = [...form.querySelectorAll("[data-contest]")];

function choose(contest, number) {
  const boxes = [...contest.querySelectorAll(BOX)];
  const box = boxes[number - 1];
  if (!box) return;
  const goesOn = box.options[1].value;
  const isChosen = box.value === goesOn;
  if (!isChosen && contest.dataset.advances === "1") {
    boxes.filter((other) => other.value === goesOn).forEach((other) => (other.value = ""));
  }
  box.value = isChosen ? "" : goesOn;
  box.focus();
}

function step(from, by) {
  const here = contests.indexOf(from.closest("[data-contest]"));
  const next = contests[here + by];
  const target = next?.querySelector(BOX) ?? (by > 0 ? form.querySelector(".submit-row button") : null);
  target?.focus();
  target?.scrollIntoView({ block: "center" });
}

form.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const isBox = event.target.matches(BOX);
  if (event.key === "Enter" && (isBox || event.target.matches("#id_source_url, #id_others_lost"))) {
    event.preventDefault();
    step(event.target, event.shiftKey ? -1 : 1);
  } else if (isBox && /^[1-9]$/.test(event.key)) {
    const contest = event.target.closest("[data-contest]");
    if (!contest) return;
    event.preventDefault();
    choose(contest, Number(event.key));
  }
});

document.querySelector(".night__keys").hidden = false;
