// Everything works without this file. It starts the parts that a page marks with data-module, each
// on its own: one that fails stops no other.
const modules = {
  copy: () => import("./modules/copy.js"),
  files: () => import("./modules/files.js"),
  share: () => import("./modules/share.js"),
};

for (const element of document.querySelectorAll("[data-module]")) {
  start(element);
}

async function start(element) {
  const name = element.dataset.module;
  try {
    const part = await modules[name]();
    part.start(element);
  } catch (error) {
    console.error(`The part ${name} did not start.`, error);
  }
}
