// Suggestions below the search box, as the ARIA combobox pattern has them. Without this file the
// box is a plain form.

const PAUSE = 150 // milliseconds of stillness before we ask

for (const form of document.querySelectorAll("form[data-suggest]")) suggestBelow(form)

function suggestBelow(form) {
  const input = form.elements.q
  const list = document.createElement("ul")
  const status = document.createElement("p")
  let timer, request, active = -1

  list.id = `${input.id}-suggestions`
  list.className = "suggestions"
  list.role = "listbox"
  list.ariaLabel = "Suggestions"
  list.hidden = true
  status.className = "vh"
  status.role = "status"
  form.append(list, status)
  input.role = "combobox"
  input.autocomplete = "off"
  input.ariaAutoComplete = "list"
  input.ariaExpanded = "false"
  input.setAttribute("aria-controls", list.id)

  input.addEventListener("input", () => {
    clearTimeout(timer)
    request?.abort()
    timer = setTimeout(ask, PAUSE)
  })
  input.addEventListener("keydown", (event) => {
    if (list.hidden) return
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (move) choose(active + move)
    else if (event.key === "Escape") close()
    else if (event.key === "Enter" && active >= 0) location.assign(list.children[active].dataset.url)
    else return
    event.preventDefault()
  })
  input.addEventListener("blur", close)
  // The list goes when the box loses focus, so a press on it must not take the focus.
  list.addEventListener("pointerdown", (event) => event.preventDefault())
  list.addEventListener("click", (event) => {
    const option = event.target.closest("li")
    if (option) location.assign(option.dataset.url)
  })

  async function ask() {
    const text = input.value.trim()
    if (text.length < 2) return close()
    request = new AbortController()
    try {
      const address = `${form.dataset.suggest}?${new URLSearchParams({ q: text })}`
      const response = await fetch(address, { signal: request.signal })
      if (response.ok) show((await response.json()).suggestions)
    } catch (error) {
      if (error.name !== "AbortError") close()
    }
  }

  function show(suggestions) {
    if (document.activeElement !== input || !suggestions.length) return close()
    list.replaceChildren(...suggestions.map(option))
    list.hidden = false
    input.ariaExpanded = "true"
    status.textContent = `${suggestions.length} suggestion${suggestions.length === 1 ? "" : "s"}`
    choose(-1)
  }

  function option({ title, about, url }, place) {
    const item = document.createElement("li")
    const more = document.createElement("small")
    item.id = `${list.id}-${place}`
    item.role = "option"
    item.dataset.url = url
    more.textContent = about
    item.append(title, " ", more)
    return item
  }

  // One before the first and one after the last is the box itself: nothing is chosen.
  function choose(place) {
    const count = list.children.length
    active = place < -1 ? count - 1 : place >= count ? -1 : place
    for (const [number, item] of [...list.children].entries()) {
      item.ariaSelected = String(number === active)
    }
    const chosen = list.children[active]
    if (chosen) {
      input.setAttribute("aria-activedescendant", chosen.id)
      chosen.scrollIntoView({ block: "nearest" })
    } else input.removeAttribute("aria-activedescendant")
  }

  function close() {
    clearTimeout(timer)
    request?.abort()
    list.hidden = true
    list.replaceChildren()
    input.ariaExpanded = "false"
    input.removeAttribute("aria-activedescendant")
    status.textContent = ""
    active = -1
  }
}
