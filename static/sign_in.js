// What passkeys need of a page: shown only where they work, and a word when they did not.
(() => {
  const show = (element, isShown) => element.classList.toggle("hidden", !isShown)
  addEventListener("DOMContentLoaded", () => {
    if (!window.webauthnJSON.supported()) return
    for (const element of document.querySelectorAll(".needs-passkeys")) show(element, true)
    const instead = document.getElementById("no_passkeys")
    if (instead) show(instead, false)
  })
  document.addEventListener("allauth.error", (event) => {
    event.preventDefault()
    const problem = document.getElementById("passkey_problem")
    const {name} = event.detail.exception
    problem.textContent = name === "InvalidStateError"
      ? "This device has a passkey for your account already."
      : "That did not work: no passkey was found, or the request was canceled. Try again, or take another way."
    show(problem, true)
  })
})()
