"""Forms of a page as a browser sends them, read with the standard library alone."""

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class Form:
    """`fields` is what would be sent; `conflicts` the other text of fields that somebody else changed too."""

    id: str = ""
    action: str = ""
    fields: dict[str, str] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    conflicts: dict[str, str] = field(default_factory=dict)

    def rows(self, prefix: str) -> range:
        return range(int(self.fields[f"{prefix}-TOTAL_FORMS"]))

    def add_row(self, prefix: str, **values: str):
        number = len(self.rows(prefix))
        self.fields[f"{prefix}-TOTAL_FORMS"] = str(number + 1)
        self.fields |= {f"{prefix}-{number}-{name}": value for name, value in values.items()}


class Page(HTMLParser):
    """The forms of a page and the errors beside their fields."""

    def __init__(self, html: str):
        super().__init__()
        self.forms: list[Form] = []
        self.errors: list[str] = []
        self.form: Form | None = None
        self.select = self.area = ""
        self.in_errors = False
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        attrs = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.form = Form(attrs.get("id", ""), attrs.get("action", ""))
            self.forms.append(self.form)
        elif tag == "ul":
            self.in_errors = "errorlist" in attrs.get("class", "").split()
        elif self.form is not None:
            self.handle_control(tag, attrs)

    def handle_control(self, tag, attrs):
        name = attrs.get("name", "")
        if tag == "option" and self.select:
            if "selected" in attrs or self.select not in self.form.fields:
                self.form.fields[self.select] = attrs.get("value", "")
        elif tag == "button" and "data-field" in attrs:
            self.form.conflicts[attrs["data-field"].removeprefix("id_")] = attrs["data-text"]
        elif not name or "__prefix__" in name:
            return
        elif tag == "select":
            self.select = name
        elif tag == "textarea":
            self.area = name
            self.form.fields[name] = ""
        elif tag == "input":
            kind = attrs.get("type", "text")
            if kind in ("submit", "button") or (kind in ("checkbox", "radio") and "checked" not in attrs):
                return
            self.form.kinds[name] = kind
            self.form.fields[name] = attrs.get("value", "on" if kind == "checkbox" else "")

    def handle_endtag(self, tag):
        if tag == "form":
            self.form = None
        elif tag == "select":
            self.select = ""
        elif tag == "textarea" and self.area:
            # Browsers leave out the line break that follows the tag.
            self.form.fields[self.area] = self.form.fields[self.area].removeprefix("\n")
            self.area = ""
        elif tag == "ul":
            self.in_errors = False

    def handle_data(self, data):
        if self.area:
            self.form.fields[self.area] += data
        elif self.in_errors and data.strip():
            self.errors.append(data.strip())

    def find(self, form_id: str) -> Form | None:
        return next((form for form in self.forms if form.id == form_id), None)

    def sign_in(self) -> Form | None:
        return next((form for form in self.forms if "password" in form.kinds.values()), None)
