// Pictures that are larger than the site takes are made smaller in the browser, where it can read
// them. Smaller ones are left alone: their original bytes are kept as evidence. A photo that was
// just taken is always drawn again, without camera data, and no longer than its input says. The
// input carries the limits; what the browser can't shrink is sent as it is, and the site says what
// is wrong.
const MARGIN = 0.98; // rounding must not take a side over the limit
const QUALITIES = [0.9, 0.8, 0.6];

function asJpeg(bitmap, quality) {
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
  const pen = canvas.getContext("2d");
  pen.fillStyle = "white";
  pen.fillRect(0, 0, bitmap.width, bitmap.height);
  pen.drawImage(bitmap, 0, 0);
  return canvas.convertToBlob({ type: "image/jpeg", quality });
}

async function shrunk(whole, { mostBytes, mostPixels, longestSide = Infinity }) {
  const scale = Math.min(
    1,
    Math.sqrt(mostPixels / (whole.width * whole.height)) * MARGIN,
    longestSide / Math.max(whole.width, whole.height),
  );
  const bitmap = await createImageBitmap(whole, {
    resizeWidth: Math.max(1, Math.floor(whole.width * scale)),
    resizeHeight: Math.max(1, Math.floor(whole.height * scale)),
    resizeQuality: "high",
  });
  for (const quality of QUALITIES) {
    const picture = await asJpeg(bitmap, quality);
    if (picture.size <= mostBytes) return picture;
  }
  throw new Error("The picture stays too large.");
}

async function shrinkChosen(input) {
  const [file] = input.files;
  const { mostBytes, mostPixels, mostPixelsOfWebp, longestSide } = input.dataset;
  if (!file || file.type === "application/pdf") return;
  const whole = await createImageBitmap(file);
  const taken = file.type === "image/webp" ? mostPixelsOfWebp : mostPixels;
  const isSmall = file.size <= mostBytes && whole.width * whole.height <= taken;
  if (isSmall && !longestSide) return;
  const buttons = input.form.querySelectorAll("[type=submit]");
  buttons.forEach((button) => (button.disabled = true));
  try {
    const picture = await shrunk(whole, input.dataset);
    if (input.files[0] !== file) return;
    const chosen = new DataTransfer();
    chosen.items.add(new File([picture], "picture.jpg", { type: picture.type }));
    input.files = chosen.files;
  } finally {
    buttons.forEach((button) => (button.disabled = false));
  }
}

document.addEventListener("change", (event) => {
  if (!event.target.matches("input[type=file][data-most-pixels]")) return;
  // Most browsers do not read HEIC, and some pictures are too large for them.
  shrinkChosen(event.target).catch(() => {});
});
