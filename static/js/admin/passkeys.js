/* Goes on once the browser has kept a passkey; django-otp-webauthn's script does the rest. */
document.addEventListener("otp_webauthn.register_complete", (event) => {
  window.location.assign(event.target.dataset.next);
});
