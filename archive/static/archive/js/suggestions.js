// Completes what is typed in inputs with `data-suggestions`, the address that answers with suggestions. A combobox after
// https://www.w3.org/WAI/ARIA/apg/patterns/combobox/: focus stays in the input, arrow keys choose, Enter takes the
// choice, Escape closes the list. What is chosen is put into the input; nothing is sent before the reader says so.

const PAUSE = 150;
const SHORTEST = 2;
const BEYOND_ASCII = /[^\u0000-\u007f]/u;  // one character can be a word, and the server knows which

class Combobox {
  constructor(input, number) {
    this.input = input;
    this.source = input.dataset.suggestions;
    this.chosen = -1;
    this.options = [];
    this.list = document.createElement("ul");
    this.list.id = `suggestions-${number}`;
    this.list.className = "suggestions";
    this.list.hidden = true;
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", "Suggestions");
    this.said = document.createElement("p");
    this.said.className = "visually-hidden";
    this.said.setAttribute("role", "status");
    input.after(this.list, this.said);
    input.parentElement.classList.add("with-suggestions");
    for (const [name, value] of [
      ["role", "combobox"], ["aria-autocomplete", "list"], ["aria-expanded", "false"],
      ["aria-controls", this.list.id], ["autocomplete", "off"],
    ]) {
      input.setAttribute(name, value);
    }
    input.addEventListener("input", () => this.ask());
    input.addEventListener("keydown", (event) => this.pressed(event));
    input.addEventListener("blur", () => this.close());
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) {
        this.take(this.options.indexOf(option));
      }
    });
  }

  ask() {
    clearTimeout(this.timer);
    this.running?.abort();
    const typed = this.input.value.trim();
    if ([...typed].length < SHORTEST && !BEYOND_ASCII.test(typed)) {
      this.close();
      return;
    }
    this.timer = setTimeout(() => this.fetch(typed), PAUSE);
  }

  async fetch(typed) {
    this.running = new AbortController();
    try {
      const answer = await fetch(`${this.source}?q=${encodeURIComponent(typed)}`, {
        signal: this.running.signal, headers: { Accept: "application/json" },
      });
      if (answer.ok && typed === this.input.value.trim() && document.activeElement === this.input) {
        this.show((await answer.json()).suggestions);
      }
    } catch (error) {
      if (error.name !== "AbortError") {
        this.close();
      }
    }
  }

  show(suggestions) {
    this.chosen = -1;
    this.options = suggestions.map((suggestion, place) => this.option(suggestion, place));
    this.list.replaceChildren(...this.options);
    const open = this.options.length > 0;
    this.list.hidden = !open;
    this.input.setAttribute("aria-expanded", String(open));
    this.input.removeAttribute("aria-activedescendant");
    const many = this.options.length === 1 ? "1 suggestion" : `${this.options.length} suggestions`;
    this.said.textContent = open ? `${many}, use the arrow keys.` : "";
  }

  option(suggestion, place) {
    const option = document.createElement("li");
    option.id = `${this.list.id}-${place}`;
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", "false");
    option.dataset.sought = suggestion.sought;
    const text = document.createElement("bdi");
    text.textContent = suggestion.text;
    if (suggestion.language && suggestion.language !== "und") {
      text.lang = suggestion.language;
    }
    const kind = document.createElement("span");
    kind.className = "suggestion-kind";
    kind.textContent = suggestion.heading ? `${suggestion.kind}: ${suggestion.heading}` : suggestion.kind;
    option.append(text, " ", kind);
    return option;
  }

  pressed(event) {
    const open = !this.list.hidden;
    if (event.isComposing) {
      return;
    }
    if (event.key === "Escape" && open) {
      event.preventDefault();
      this.close();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (open) {
        this.choose(this.chosen + (event.key === "ArrowDown" ? 1 : -1));
      } else {
        this.ask();
      }
    } else if (event.key === "Enter" && open && this.chosen >= 0) {
      event.preventDefault();
      this.take(this.chosen);
    } else if (event.key === "Tab") {
      this.close();
    }
  }

  // Before the first option and after the last one lies the input itself.
  choose(place) {
    const count = this.options.length;
    this.chosen = place < -1 ? count - 1 : place >= count ? -1 : place;
    this.options.forEach((option, each) => option.setAttribute("aria-selected", String(each === this.chosen)));
    const option = this.options[this.chosen];
    if (option) {
      this.input.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    } else {
      this.input.removeAttribute("aria-activedescendant");
    }
  }

  take(place) {
    this.input.value = this.options[place].dataset.sought;
    this.close();
  }

  close() {
    clearTimeout(this.timer);
    this.running?.abort();
    this.show([]);
  }
}

document.querySelectorAll("input[data-suggestions]").forEach((input, number) => new Combobox(input, number));
