// Shows what only works with JavaScript, and says so when a key did not answer.

document.addEventListener("allauth.error", () => {
  const fault = document.getElementById("passkey-fault");
  if (fault) {
    fault.textContent = "No key answered. Try again, or choose another way.";
    fault.hidden = false;
  }
});

if (window.PublicKeyCredential) {
  for (const part of document.querySelectorAll(".needs-script")) {
    part.hidden = false;
  }
}
