/* Gives names to what the scripts of Django's forms and of the text editor make without one. */
const nameOf = (id) => {
  const label = document.querySelector(`label[for="${CSS.escape(id)}"]`)
  const field = document.getElementById(id)
  return label?.textContent.trim().replace(/:$/, "") || field?.getAttribute("aria-label") || "Choose"
}

/* A long text may have the whole screen. Escape, or the same button, leads back. */
const giveFullScreen = (editor) => {
  const button = document.createElement("button")
  Object.assign(button, { type: "button", className: "full", textContent: "Full screen" })
  const turn = (isFull) => {
    editor.classList.toggle("is-full", isFull)
    button.setAttribute("aria-pressed", isFull)
  }
  turn(false)
  button.addEventListener("click", () => turn(!editor.classList.contains("is-full")))
  editor.addEventListener("keydown", ({ key }) => {
    if (key === "Escape") turn(false)
  })
  editor.prepend(button)
}

const repair = () => {
  for (const box of document.querySelectorAll(".select2-selection:not([data-named])")) {
    box.dataset.named = ""
    const select = box.closest(".select2").previousElementSibling
    box.removeAttribute("aria-labelledby")
    box.setAttribute("aria-label", nameOf(select.id))
    box.querySelector("[role=textbox]")?.setAttribute("aria-label", nameOf(select.id))
  }
  for (const list of document.querySelectorAll("ul.select2-selection__rendered")) {
    list.setAttribute("role", "none")
    for (const item of list.children) if (!item.hasAttribute("role")) item.setAttribute("role", "none")
    const select = list.closest(".select2")?.previousElementSibling
    list.querySelector("input:not([aria-label])")?.setAttribute("aria-label", nameOf(select.id))
  }
  for (const text of document.querySelectorAll(".tiptap:not([aria-label])")) {
    const field = text.closest(".prose-editor")?.querySelector("textarea")
    text.setAttribute("aria-label", field ? nameOf(field.id) : "Text")
  }
  for (const editor of document.querySelectorAll(".prose-editor:not(:has(.full))")) giveFullScreen(editor)
  for (const mark of document.querySelectorAll(".help-tooltip[aria-label]:not([role])")) {
    mark.setAttribute("role", "img")
  }
  for (const head of document.querySelectorAll(".tabular thead th:not([data-named])")) {
    head.dataset.named = ""
    if (head.textContent.trim()) continue
    const words = document.createElement("span")
    words.className = "visually-hidden"
    words.textContent = head.classList.contains("original") ? "Row" : "Remove"
    head.append(words)
  }
}

new MutationObserver(repair).observe(document.body, { childList: true, subtree: true })
repair()

/* A form whose answer never came, because the network or the server was away, is offered again. The
   tab remembers it until then; where it is larger than a tab may remember, it goes unremembered. */
const UNSENT = "unsent"
const here = location.href.split("#")[0]
const offer = document.getElementById("unsent")

const remember = ({ target: form, submitter }) => {
  if (!form.elements.form_token || form === offer || submitter?.hasAttribute("formaction")) return
  const typed = []
  const files = []
  for (const [name, value] of new FormData(form, submitter)) {
    if (value instanceof File) {
      if (value.name) files.push(["_unsent_field", name], ["_unsent_file", value.name])
    } else if (name !== "csrfmiddlewaretoken" && !name.includes("password")) typed.push([name, value])
  }
  sessionStorage.setItem(UNSENT, JSON.stringify({ page: here, address: form.action, typed, files }))
}

const forget = () => {
  sessionStorage.removeItem(UNSENT)
  offer.hidden = true
}

const offerAgain = (unsent) => {
  offer.action = unsent.address
  for (const [name, value] of [...unsent.typed, ...unsent.files]) {
    const field = document.createElement("input")
    Object.assign(field, { type: "hidden", name, value })
    offer.append(field)
  }
  offer.addEventListener("submit", () => {
    sessionStorage.setItem(UNSENT, JSON.stringify({ ...unsent, page: here }))
  })
  offer.querySelector("[type=button]").addEventListener("click", forget)
  offer.hidden = false
}

if (offer) {
  const unsent = JSON.parse(sessionStorage.getItem(UNSENT))
  const [visit] = performance.getEntriesByType("navigation")
  const isAnswer = document.referrer === unsent?.page && visit.type !== "back_forward"
  const isHeld = document.getElementById("held") && unsent?.address === here
  if (isAnswer || isHeld) forget()
  else if (unsent) offerAgain(unsent)
  document.addEventListener("submit", remember)
}

/* The key / leads to the search, unless somebody types. */
document.addEventListener("keydown", (event) => {
  const isTyping = event.target.closest("input, textarea, select, [contenteditable]")
  if (event.key !== "/" || isTyping || event.ctrlKey || event.metaKey || event.altKey) return
  const finder = document.getElementById("finder")
  if (!finder) return
  event.preventDefault()
  finder.select()
})

/* What is typed is kept a few seconds after a pause. Leaving asks only while something is not kept. */
const PAUSE = 3000
const kept = document.getElementById("kept")
const typing = kept?.closest("form")

if (typing?.elements.form_token) {
  let timer = 0
  let isSaving = false
  let isKept = true

  const keep = async () => {
    const content = new FormData(typing)
    for (const [name, value] of [...content]) if (value instanceof File) content.delete(name)
    content.append("_keep", "1")
    const count = timer
    try {
      const answer = await fetch(location.href, { method: "POST", body: content })
      const { kept_at: time, others } = await answer.json()
      const have = others.length === 1 ? "has" : "have"
      document.getElementById("others").textContent = others.length ? `${others.join(", ")} ${have} it open, too.` : ""
      if (count !== timer || isSaving) return
      isKept = Boolean(time)
      kept.textContent = time ? `What you type is kept, for you alone. Last at ${time}.` : ""
    } catch {
      kept.textContent = "What you type cannot be kept just now: the portal does not answer."
    }
  }

  typing.addEventListener("input", () => {
    isKept = false
    clearTimeout(timer)
    timer = setTimeout(keep, PAUSE)
  })
  typing.addEventListener("submit", ({ submitter }) => {
    if (submitter?.formTarget === "_blank") return
    isSaving = true
    clearTimeout(timer)
  })
  addEventListener("beforeunload", (event) => {
    if (!isKept && !isSaving) event.preventDefault()
  })
  document.addEventListener("keydown", (event) => {
    if (event.key !== "s" || !(event.ctrlKey || event.metaKey)) return
    event.preventDefault()
    const { _draft: draft, _continue: stay, _save: save } = typing.elements
    const button = [draft, stay, save].flatMap((one) => (one instanceof RadioNodeList ? [...one] : one ?? []))[0]
    button?.click()
  })
}

/* Rows with an order get buttons. They write into the boxes of the form, which is saved as ever. */
const ROW = "#result_list tbody tr, .inline-related:not(.empty-form):not(.tabular), tr.form-row:not(.empty-form)"
const orderOf = (row) => row.querySelector("input[name$='-order'], input[name$='-rank']")
const nameOfRow = (row) => row.querySelector("th, .inline_label, .original p")?.textContent.trim() || "The new row"
const status = document.createElement("p")
status.className = "visually-hidden"
status.setAttribute("role", "status")
document.body.append(status)

const rowsBeside = (row) => [...row.parentElement.children].filter((one) => one.matches(ROW) && orderOf(one))

const number = (rows) => {
  const values = rows.map((row) => Number(orderOf(row).value) || 0)
  const isRising = values.every((value, place) => !place || value > values[place - 1])
  rows.forEach((row, place) => {
    const order = orderOf(row)
    const value = String(isRising ? values[place] : place)
    if (order.value !== value) order.value = value
  })
}

const move = (row, step) => {
  const rows = rowsBeside(row)
  const place = rows.indexOf(row)
  const other = rows[place + step]
  if (!other) return
  number(rows)
  const [mine, theirs] = [orderOf(row), orderOf(other)]
  ;[mine.value, theirs.value] = [theirs.value, mine.value]
  if (step < 0) other.before(row)
  else other.after(row)
  mine.dispatchEvent(new Event("input", { bubbles: true }))
  status.textContent = `${nameOfRow(row)} is number ${place + step + 1} of ${rows.length} now. Save to keep it.`
}

const giveMoves = (row) => {
  const order = orderOf(row)
  if (!order || row.querySelector(".moves")) return
  const moves = document.createElement("span")
  moves.className = "moves"
  for (const [sign, word, step] of [["▲", "up", -1], ["▼", "down", 1]]) {
    const button = document.createElement("button")
    button.type = "button"
    button.textContent = sign
    button.setAttribute("aria-label", `Move ${nameOfRow(row)} ${word}`)
    button.addEventListener("click", () => {
      move(row, step)
      button.focus()
    })
    moves.append(button)
  }
  order.after(moves)
}

for (const row of document.querySelectorAll(ROW)) giveMoves(row)
document.addEventListener("formset:added", ({ target: row }) => {
  if (!orderOf(row)) return
  const others = rowsBeside(row).filter((one) => one !== row)
  orderOf(row).value = String(Math.max(-1, ...others.map((one) => Number(orderOf(one).value) || 0)) + 1)
  giveMoves(row)
})
