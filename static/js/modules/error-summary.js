// Moves the focus to what is wrong with the form, so that it is read first.
export function start(element) {
  element.focus();
}
